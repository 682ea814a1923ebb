import { PlumblineError } from '../core/errors.ts';
import type { Scalar } from '../core/model/base.ts';

/** `epochs=3` → ['epochs', '3']. Throws USAGE naming the argument. */
export function splitSetting(setting: string): readonly [string, string] {
  const at = setting.indexOf('=');
  if (at <= 0) throw new PlumblineError('USAGE', `--set ${setting}: expected key=value`);
  return [setting.slice(0, at), setting.slice(at + 1)];
}

/** Numbers and true/false are typed, all else is text. */
export function parseScalar(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/**
 * Factors with other values: `package:numpy=2.0` stays a text, since 2.0 is a version; a key without a kind is one of the
 * configuration, as for `plumbline run`. Throws USAGE for a key that is named twice.
 */
export function parseFactors(settings: readonly string[]): Record<string, Scalar> {
  const set: Record<string, Scalar> = {};
  for (const setting of settings) {
    const [key, text] = splitSetting(setting);
    const factor = key.includes(':') ? key : `config:${key}`;
    if (Object.hasOwn(set, factor)) throw new PlumblineError('USAGE', `--set ${factor} is given twice`);
    set[factor] = factor.startsWith('config:') ? parseScalar(text) : text;
  }
  return set;
}
