import t from 'tap';
import { placeOf } from '../../../services/core/pushed/place.ts';
import { aBand, aMetric } from '../../support/builders.ts';

const place = (value: number, band = aBand() as ReturnType<typeof aBand> | null) =>
  placeOf({ metric: 'accuracy', value, unit: 'share' }, aMetric(), band).place;

t.test('a single value lies in its band, beside it, or has none', async (t) => {
  const { centre } = aBand();
  t.equal(place(centre), 'in-band');
  t.equal(place(0), 'below');
  t.equal(place(1.5), 'above');
  t.match(placeOf({ metric: 'accuracy', value: 1, unit: 'share' }, aMetric(), null), { place: 'no-band', low: null });
});
