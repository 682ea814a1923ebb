import t from 'tap';
import type { DetectionSettings } from '../../../services/core/simulate/detection.ts';
import { amountText, settingsText } from '../../../services/core/simulate/text.ts';

t.test('sizes in σ, and in per cent of the level where σ is known', async (t) => {
  t.equal(amountText(2, null), '2 σ');
  t.equal(amountText(1.5, 0.015), '1.5 σ (2.25 %)');
  t.equal(amountText(-1 / 3, 0.01), '-0.333 σ (-0.333 %)');
});

t.test('what was simulated', async (t) => {
  const settings: DetectionSettings = {
    ...{ noises: [], sigma: null, history: 60, nights: 90, series: 200, maxPairs: 12 },
    ...{ seeds: [1], shifts: [], drifts: [], fleets: [] },
  };
  const head = '200 series a row and seed, 90 nights after 60 of history, up to 12 re-runs a night, ';
  t.equal(settingsText(settings), `${head}seed 1`);
  t.equal(settingsText({ ...settings, seeds: [1, 2, 3] }), `${head}seeds 1 to 3`);
  t.equal(settingsText({ ...settings, seeds: [1, 5] }), `${head}seeds 1, 5`);
});
