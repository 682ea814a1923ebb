import { PlumblineError } from '../errors.ts';
import type { Scalar } from '../model/base.ts';

type Config = Readonly<Record<string, Scalar>>;

/**
 * A configuration with some keys set otherwise. A text takes the type of the value it replaces ("3" for a number), as
 * the command line has nothing but texts. INPUT_INVALID names the known keys, or the type that was expected.
 */
export function overrideConfig(config: Config, set: Config): Record<string, Scalar> {
  const changed = Object.entries(set).map(([key, value]) => {
    if (!Object.hasOwn(config, key)) {
      const known = Object.keys(config).sort().join(', ');
      throw new PlumblineError('INPUT_INVALID', `configuration key "${key}" is unknown; known: ${known || 'none'}`);
    }
    return [key, convert(key, config[key] as Scalar, value)] as const;
  });
  return { ...config, ...Object.fromEntries(changed) };
}

function convert(key: string, current: Scalar, value: Scalar): Scalar {
  const converted = typeof value === 'string' ? read(value, typeof current) : value;
  if (typeof converted === typeof current) return converted as Scalar;
  throw new PlumblineError('INPUT_INVALID', `configuration key "${key}" wants a ${typeof current}, not "${value}"`);
}

function read(text: string, type: string): Scalar | undefined {
  if (type === 'string') return text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
}
