import { runVariables } from '../../model/run-variables.ts';
import { CHECKPOINT_FOLDER } from '../../model/sandbox.ts';
import { redact } from '../redact.ts';
import type { Recipe } from './recipe.ts';

/** Variables of the container: values that are written down, and names whose values only the reader can give. */
export interface RecipeVariables {
  readonly given: readonly (readonly [name: string, value: string])[];
  /** Values that look like secrets: they are in no recipe, and the script asks for them. */
  readonly withheld: readonly string[];
}

/** What the worker hands to the script, without anything that looks like a credential. */
export function recipeVariables({ pins, seed, limits }: Pick<Recipe, 'pins' | 'seed' | 'limits'>): RecipeVariables {
  const all: [string, string][] = Object.entries({
    ...runVariables({ pins, seed, limits }),
    ...(limits.checkpointMiB === undefined ? {} : { PLUMBLINE_CHECKPOINT: CHECKPOINT_FOLDER }),
  });
  const secretKey = Object.entries(pins.config).some(([name, value]) => looksSecret(name, String(value)));
  const hidden = ([name, value]: [string, string]) =>
    name === 'PLUMBLINE_CONFIG' ? secretKey : looksSecret(name, value);
  return { given: all.filter((entry) => !hidden(entry)), withheld: all.filter(hidden).map(([name]) => name) };
}

/** By the value's own shape, or by a name that says so; numbers and flags are settings (`max_token: 512`). */
function looksSecret(name: string, value: string): boolean {
  if (redact(value) !== value) return true;
  return !/^(?:true|false|[-+.\deE]+)$/.test(value) && redact(`${name}=${value}`) !== `${name}=${value}`;
}
