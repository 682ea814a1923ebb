import { NOISES, type NoiseModel } from './noise.ts';
import type { Random } from './random.ts';
import { SeriesWatch } from './watch.ts';

/** How one made series is watched. */
export interface WatchSettings {
  /** Name of a noise model. */
  readonly noise: string;
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
  /** Evidence of each suspicion when it was settled. */
  readonly evidence: readonly number[];
}

/** Watches one series from its first night to its first alarm. */
export function watchSeries(settings: WatchSettings, random: Random): Watched {
  const watch = new SeriesWatch(NOISES[settings.noise] as NoiseModel, settings.history, random);
  const evidence: number[] = [];
  let [suspicions, reruns] = [0, 0];
  for (let night = 0; night < settings.nights; night += 1) {
    const trial = watch.night(settings.shift + settings.drift * (night + 1));
    if (trial === null) continue;
    if (trial.nights === 1) suspicions += 1;
    while (trial.decision === 'undecided' && trial.tonight < settings.maxPairs) reruns += watch.step(trial);
    watch.settle(trial);
    if (trial.decision !== 'undecided') evidence.push(trial.evidence);
    if (trial.decision === 'confirmed') return { nights: night + 1, alarm: night, suspicions, reruns, evidence };
  }
  return { nights: settings.nights, alarm: null, suspicions, reruns, evidence };
}
