import { deviation, mean, median } from '../../services/core/statistics/moments.ts';
import { studentQuantile } from '../../services/core/statistics/student-t.ts';

/** A rule that says each night, from all values so far (tonight last), whether to raise an alarm. */
export interface PeerRule {
  readonly title: string;
  alarms(values: readonly number[]): boolean;
}

// The decision rules of other systems at their defaults, written anew from their code and documents for comparison only.

/** PyTorch test-infra, with ±5 %: nights −8 to −5 are the level, and the last two of −4 to −1 are off it the same way. */
const twice: PeerRule = {
  title: '±5 % on two nights in a row',
  alarms(values) {
    const level = median(values.slice(-8, -4));
    const ratios = values.slice(-2).map((value) => value / level - 1);
    return ratios.every((ratio) => ratio > 0.05) || ratios.every((ratio) => ratio < -0.05);
  },
};

/**
 * Mozilla Perfherder: t of the 12 newest values against the 24 before them, means weighed linearly towards the change,
 * alarm above 7 and at 2 %. The local maximum that it also asks for could only delay an alarm.
 */
const perfherder: PeerRule = {
  title: 'Perfherder, t > 7 and 2 %',
  alarms(values) {
    const [fore, back] = [values.slice(-12), values.slice(-36, -12).reverse()];
    const [after, before] = [weighed(fore), weighed(back)];
    const error = Math.sqrt(deviation(fore) ** 2 / fore.length + deviation(back) ** 2 / back.length);
    return Math.abs(after - before) / error > 7 && Math.abs(after / before - 1) >= 0.02;
  },
};

/** Bencher's t test at 0.99 both ways over up to 64 values before: mean ± t·s. */
const bencher: PeerRule = {
  title: 'Bencher, t test 0.99',
  alarms(values) {
    const before = values.slice(-65, -1);
    const limit = studentQuantile(0.99, before.length - 1) * deviation(before);
    return Math.abs((values.at(-1) as number) - mean(before)) > limit;
  },
};

export const PEER_RULES: readonly PeerRule[] = [twice, perfherder, bencher];

/** Mean with weights n, n − 1, … from the value next to the change on. */
function weighed(nearest: readonly number[]): number {
  const n = nearest.length;
  return nearest.reduce((sum, value, i) => sum + (n - i) * value, 0) / ((n * (n + 1)) / 2);
}
