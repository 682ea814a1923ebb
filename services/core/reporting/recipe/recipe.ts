import { PlumblineError } from '../../errors.ts';
import type { Limits } from '../../model/benchmark.ts';
import type { Host, Stack } from '../../model/environment.ts';
import type { Metric } from '../../model/metric.ts';
import type { Pins } from '../../model/pins.ts';
import type { Measurement, Outcome } from '../../model/run.ts';
import type { Band } from '../../model/series.ts';

/** Everything a stranger needs to repeat a run, as data; shell script and notebook are made of it. */
export interface Recipe {
  readonly runId: string;
  readonly seed: number;
  readonly pins: Pins;
  readonly limits: Limits;
  readonly metrics: readonly Metric[];
  readonly outcome: Outcome | null;
  readonly startedAt: string | null;
  /** Name of the machine it ran on; null: it ran on none. */
  readonly hostName: string | null;
  readonly measurements: readonly Measurement[];
  /** What one run is expected to give, by metric; a metric without a band is in none. */
  readonly bands: Readonly<Record<string, Band>>;
  readonly stack: Stack | null;
  readonly host: Host | null;
}

/** The image's archive beside the recipe, for an image that lies in no registry; null: it is pulled by digest. */
export function archiveOf({ pins, runId }: Pick<Recipe, 'pins' | 'runId'>): string | null {
  return pins.image.kind === 'registry-digest' ? null : `${runId}-image.tar`;
}

/** One line for people: what is repeated. */
export function recipeTitle({ pins, seed }: Pick<Recipe, 'pins' | 'seed'>): string {
  return `${pins.benchmark} on ${pins.platform}, seed ${seed}`;
}

/** A name that a shell can export. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * INPUT_INVALID for what no line of a script can hold, whatever stored it: a file's name of several lines, and a variable
 * that no shell could export.
 */
export function checkRecipe({ runId, pins }: Pick<Recipe, 'runId' | 'pins'>): void {
  const lines = pins.dataset.files.find(({ path }) => /[\p{Cc}\u2028\u2029]/u.test(path));
  const variable = Object.keys(pins.env).find((name) => !VARIABLE.test(name));
  const found = lines === undefined ? ['variables', variable] : ['files', lines.path];
  if (found[1] === undefined) return;
  throw new PlumblineError(
    'INPUT_INVALID',
    `run ${runId} has no recipe: among its ${found[0]}: ${JSON.stringify(found[1])}`,
  );
}
