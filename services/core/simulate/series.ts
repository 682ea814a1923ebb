import type { NoiseModel } from './noise.ts';
import type { Random } from './random.ts';
import { SeriesWatch, type Trial } from './watch.ts';

/** How one made series is watched. */
export interface WatchSettings {
  readonly noise: NoiseModel;
  /** Accepted nights before the first watched one, and watched nights. */
  readonly history: number;
  readonly nights: number;
  /** Added to every watched night, and added once more each night, in σ. */
  readonly shift: number;
  readonly drift: number;
  /** Pairs or re-runs of one night, at most. */
  readonly maxPairs: number;
}

export interface Watched {
  /** Watched nights up to the alarm, it included. */
  readonly nights: number;
  /** Watched night (0-based) on which a change was confirmed; null: none. */
  readonly alarm: number | null;
  readonly suspicions: number;
  readonly reruns: number;
  /**
   * Evidence of each suspicion when it ended, decided or not; the last one may be cut short by the last night. None may
   * be left out: only the mean over all of them is 1.
   */
  readonly evidence: readonly number[];
}

/** Watches one series from its first night to its first alarm. */
export function watchSeries(settings: WatchSettings, random: Random): Watched {
  const watch = new SeriesWatch(settings.noise, settings.history, random);
  const trials: Trial[] = [];
  let reruns = 0;
  for (let night = 0; night < settings.nights; night += 1) {
    const trial = watch.night(settings.shift + settings.drift * (night + 1));
    if (trial === null) continue;
    if (trial.nights === 1) trials.push(trial);
    while (trial.decision === 'undecided' && trial.tonight < settings.maxPairs) reruns += watch.step(trial);
    watch.settle(trial);
    if (trial.decision === 'confirmed') return { ...outcome(trials), nights: night + 1, alarm: night, reruns };
  }
  return { ...outcome(trials), nights: settings.nights, alarm: null, reruns };
}

function outcome(trials: readonly Trial[]): Pick<Watched, 'suspicions' | 'evidence'> {
  return { suspicions: trials.length, evidence: trials.map(({ evidence }) => evidence) };
}
