import t from 'tap';
import { acceptedBand } from '../../../services/core/judge/acceptance.ts';
import type { IncidentSeries } from '../../../services/core/model/incident.ts';
import { aBand, anIncident, aSeries } from '../../support/builders.ts';
import { onConvergence } from '../../support/convergence.ts';

const entry = anIncident().series[0] as IncidentSeries;
const confirmation = {
  decision: 'confirmed',
  good: 0.97,
  bad: 0.91,
  effect: -0.06,
  interval: null,
  pairs: 4,
  median: 0.91,
  evidence: 2000,
} as const;
const accept = (change: Partial<IncidentSeries>, band: ReturnType<typeof aBand> | null = aBand()) =>
  acceptedBand({ series: [{ ...entry, ...change }] }, aSeries(), band, 3);

t.test('the centre moves to the fresh runs, the spread stays', async (t) => {
  const band = accept({ confirmation });
  t.match(band, { kind: 'learned', centre: 0.91, deviation: 0.005, runs: 10 });
  t.ok((band?.low as number) < 0.91 && (band?.high as number) > 0.91);
  t.match(accept({ direction: 'above' }), { centre: 0.9 }, 'the night’s point where no run was fresh');
});

t.test('nothing to move', async (t) => {
  t.equal(accept({ value: null }), null);
  t.equal(accept({}, null), null);
  t.equal(accept({ direction: 'invalid', confirmation }), null);
  t.equal(acceptedBand({ series: [] }, aSeries(), aBand(), 3), null);
});

t.test('reference convergence points are the manifest’s: nothing here moves them', async (t) => {
  const series = aSeries({ definition: onConvergence() });
  t.equal(acceptedBand({ series: [{ ...entry, confirmation }] }, series, aBand(), 3), null);
});
