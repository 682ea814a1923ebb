import { NOISES } from '../../services/core/simulate/noise.ts';
import type { Row } from '../rows.ts';
import { HISTORY, STABLE_SERIES, stable } from './made.ts';

/** Nights of history, and series a seed: those of the false alarms are known already, the others cost half as many. */
const HISTORIES: readonly (readonly [number, number])[] = [
  [20, STABLE_SERIES],
  [30, STABLE_SERIES / 2],
  [HISTORY, STABLE_SERIES],
  [90, STABLE_SERIES / 2],
];
/** Standard errors that a mean may lie above 1 before it speaks against a mean of 1. */
const ERRORS = 2;

/**
 * Mean evidence (each up to 10,000) of suspicions of which none is true, whenever they ended. 1 at most is what every
 * bound rests on. It is made up of many small ratios and very few large ones, so the share that was confirmed, at most 1
 * in 1,000, says more.
 */
export function benchEvidence(): Row[] {
  return Object.entries(NOISES).flatMap(([noise, { title }]) =>
    HISTORIES.map(([history, series]): Row => {
      const { evidence, confirmed } = stable(noise, history, series);
      const share = `${confirmed.count} of ${confirmed.of} confirmed: ${confirmed.perThousand.toFixed(2)} in 1,000, 95 % ${confirmed.low.toFixed(2)} to ${confirmed.high.toFixed(2)}`;
      return {
        name: `mean evidence: ${title}, history ${history}`,
        ...{ value: evidence.mean, unit: '', goal: '≤ 1' },
        reached: evidence.mean - ERRORS * evidence.error <= 1 ? 'pass' : 'missed',
        note: `± ${evidence.error.toPrecision(2)}; ${share}`,
      };
    }),
  );
}
