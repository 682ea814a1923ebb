import { type DisturbanceWatch, watchDisturbance } from './environment/disturbance/watch.ts';
import { startTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** Sentences of a report, and characters of each (RunReport.tainted). */
const SENTENCES_MAX = 16;
const SENTENCE_MAX = 200;

/** Everything that looks at the machine while a run trains. */
export type RunWatch = DisturbanceWatch;

type Options = Parameters<typeof watchDisturbance>[0] & Parameters<typeof startTelemetry>[0];

/**
 * Watches a run that starts now: whether its processors are its own, and how its devices and its container do.
 *
 * @param taints what was known before it began.
 */
export function watchRun(options: Options, taints: readonly string[]): RunWatch {
  const watches: readonly (DisturbanceWatch | Telemetry)[] = [watchDisturbance(options), startTelemetry(options)];
  return {
    async end() {
      const found = await Promise.all(watches.map((watch) => watch.end()));
      return [...taints, ...found.flat()].slice(0, SENTENCES_MAX).map((sentence) => sentence.slice(0, SENTENCE_MAX));
    },
  };
}
