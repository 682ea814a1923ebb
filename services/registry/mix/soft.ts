import type { Pins } from '../../core/model/pins.ts';

type Keyed<Value> = Readonly<Record<string, Value>>;

/**
 * Keys of two mappings, each from the bad side where `kind:key` is taken and from the good side otherwise; a key that the
 * chosen side lacks is absent.
 */
export function mixKeys<Value>(
  kind: string,
  good: Keyed<Value>,
  bad: Keyed<Value>,
  taken: ReadonlySet<string>,
): Record<string, Value> {
  const mixed: Record<string, Value> = {};
  for (const key of [...new Set([...Object.keys(good), ...Object.keys(bad)])].sort()) {
    const side = taken.has(`${kind}:${key}`) ? bad : good;
    if (Object.hasOwn(side, key)) mixed[key] = side[key] as Value;
  }
  return mixed;
}

/** The parts of a mixture that need no other image: configuration, variables and command. */
export function mixSoft(good: Pins, bad: Pins, taken: ReadonlySet<string>): Pick<Pins, 'config' | 'env' | 'command'> {
  return {
    config: mixKeys('config', good.config, bad.config, taken),
    env: mixKeys('env', good.env, bad.env, taken),
    command: [...(taken.has('command') ? bad : good).command],
  };
}
