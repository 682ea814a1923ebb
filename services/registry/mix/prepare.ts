import { PlumblineError } from '../../core/errors.ts';
import type { SideRequest } from '../../core/model/search.ts';
import type { PreparedSide } from '../../core/ports/mixer.ts';
import type { MixerOptions, Say } from './context.ts';
import { prepareImage } from './prepare-image.ts';
import { prepareLock } from './prepare-lock.ts';
import { prepareSet } from './prepare-set.ts';
import type { Start } from './start.ts';

/**
 * Pins of a side that is not a run. UNKNOWN_BENCHMARK, UNKNOWN_PLATFORM, NOT_PINNED, INPUT_INVALID with the value;
 * RESOLVE_FAILED, IMAGE_MISSING and the other retryable ones when something is away.
 */
export async function prepareSide(
  name: string,
  platform: string,
  side: Exclude<SideRequest, { kind: 'run' }>,
  options: MixerOptions,
  say: Say,
): Promise<PreparedSide> {
  const start = await begin(name, platform, options);
  const { limits, metrics } = start.benchmark.manifest;
  const manifest = { limits, metrics };
  if (side.kind === 'set') return { manifest, pins: await prepareSet(start, side.set, options, say) };
  if (side.kind === 'lock') return { manifest, pins: await prepareLock(start, side.text, options, say) };
  return { manifest, pins: await prepareImage(start, side.reference, options, say) };
}

async function begin(name: string, platform: string, options: MixerOptions): Promise<Start> {
  const catalog = await options.catalog.load();
  const benchmark = catalog.benchmarks.find(({ manifest }) => manifest.name === name);
  if (benchmark === undefined)
    throw new PlumblineError('UNKNOWN_BENCHMARK', `benchmark "${name}" is not in the catalog`);
  const { platforms } = benchmark.manifest;
  if (!platforms.includes(platform))
    throw new PlumblineError(
      'UNKNOWN_PLATFORM',
      `${name} does not run on "${platform}" but on ${platforms.join(', ')}`,
    );
  const file = await options.pins.load();
  const pins = file?.pins.find((pin) => pin.benchmark === name && pin.platform === platform);
  if (pins === undefined) throw new PlumblineError('NOT_PINNED', `${name} on ${platform} is not pinned`);
  return { catalog, benchmark, pins };
}
