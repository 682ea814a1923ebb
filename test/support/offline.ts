import type { InputSeries } from '../../services/core/formats/series/series.ts';
import { judgeSeries } from '../../services/core/judge/offline/judge.ts';
import { type Judgement, type JudgeSettings, ROW_VERDICTS } from '../../services/core/judge/offline/judgement.ts';

/** A series of its values alone. */
export function inputSeries(values: ArrayLike<number>, parts: Partial<InputSeries> = {}): InputSeries {
  return { name: null, values: Float64Array.from(values), times: null, direction: null, band: null, ...parts };
}

export function judged(
  values: ArrayLike<number>,
  settings: Partial<JudgeSettings> = {},
  parts: Partial<InputSeries> = {},
): Judgement {
  return judgeSeries(inputSeries(values, parts), { direction: 'none', band: null, minEffect: 0, ...settings });
}

export function verdictsOf({ verdicts }: Judgement): string[] {
  return Array.from(verdicts, (code) => ROW_VERDICTS[code] as string);
}
