import { type SeriesHistory, seriesHistory } from '../../services/core/judge/suspicion/series-history.ts';
import { shiftOf } from '../../services/core/judge/suspicion/suspicion.ts';
import { randomStream } from '../../services/core/simulate/random.ts';
import { against, type Row } from '../rows.ts';
import { modelOf } from './made.ts';

const HISTORY = 90;
const SERIES = 2_000;
const ROUNDS = 7;
const FLOOR = 1e-9;

/** Series a second that the nightly suspicion looks at, in one process. */
export function benchNightStep(): Row[] {
  return ['normal', 'hosts'].map((noise) => {
    const histories = Array.from({ length: SERIES }, (_, i) => historyOf(noise, i));
    const rates: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const began = performance.now();
      for (const history of histories) shiftOf(history, FLOOR);
      // The first round warms up and is not counted.
      if (round > 0) rates.push((1_000 * SERIES) / (performance.now() - began));
    }
    const rate = Math.round(rates.sort((a, b) => a - b)[ROUNDS >> 1] as number);
    return {
      name: `night step, ${HISTORY} nights of history, ${modelOf(noise).title}`,
      ...{ unit: 'series/s', ...against(rate, { sign: '≥', pass: 5_000, stretch: 20_000 }) },
      note: `wall clock, median of ${ROUNDS} rounds`,
    };
  });
}

function historyOf(noise: string, index: number): SeriesHistory {
  const source = modelOf(noise).start(randomStream(1, index));
  const nights = Array.from({ length: HISTORY + 1 }, (_, i) => ({ ...source.night(), accepted: i < HISTORY }));
  return seriesHistory(nights, modelOf(noise).feelsHost);
}
