import type { Stack } from '../model/environment.ts';
import { canonicalJson, fingerprint } from '../model/identity.ts';
import type { Pins } from '../model/pins.ts';

/** What a result says of what it ran. */
export interface Observed {
  readonly benchmark: string;
  readonly methodVersion: number;
  readonly platform: string;
  readonly stack: Stack | null;
  /** Reference of its image; null: not given. */
  readonly image: string | null;
}

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Pins of a pushed run. Where its image is the one that is pinned here, and nothing it says disagrees, they are those
 * pins, and a worker can repeat it. Else they say what was observed and name no image: a digest of the observation
 * stands in its place, so that two results of one environment have equal pins and of two have others.
 *
 * @param pinned the pins of this benchmark and platform here; null: there are none.
 */
export function pushedPins(observed: Observed, pinned: Pins | null): Pins {
  const { image, stack, benchmark, methodVersion, platform } = observed;
  if (pinned !== null && image === pinned.image.reference && agrees(stack, pinned)) return pinned;
  const digest = fingerprint({ image, stack });
  const files = Object.entries(stack?.dataset.files ?? {}).flatMap(([path, sha256]) =>
    SHA256.test(sha256) ? [{ path, sha256, bytes: 0 }] : [],
  );
  return {
    schemaVersion: 1,
    ...{ benchmark, methodVersion, platform },
    image: { reference: digest, kind: 'observed' },
    base: { reference: digest, kind: 'observed' },
    lock: { digest: stack?.lock ?? fingerprint({}), packages: stack?.packages ?? {} },
    code: Object.fromEntries(Object.entries(stack?.code ?? {}).filter(([, sha256]) => SHA256.test(sha256))),
    command: stack !== null && stack.command.length > 0 ? stack.command : [''],
    config: stack?.config ?? {},
    env: stack?.env ?? {},
    dataset: {
      name: 'unknown',
      version: stack?.dataset.version ?? '',
      digest: fingerprint(stack?.dataset ?? {}),
      source: { kind: 'file' },
      files,
    },
  };
}

/** Whether what was said of the stack is what the pins have; what was not said disagrees with nothing. */
function agrees(stack: Stack | null, pins: Pins): boolean {
  if (stack === null) return true;
  const files = Object.fromEntries(pins.dataset.files.map(({ path, sha256 }) => [path, sha256]));
  const pairs: readonly (readonly [said: object, pinned: object])[] = [
    [stack.config, pins.config],
    [stack.env, pins.env],
    [stack.command, pins.command],
    [stack.code, pins.code],
    [stack.dataset.files, files],
  ];
  return pairs.every(
    ([said, pinned]) => Object.keys(said).length === 0 || canonicalJson(said) === canonicalJson(pinned),
  );
}
