import type { Config } from '../core/model/config.ts';
import type { Search } from '../core/model/search.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { Mixer } from '../core/ports/mixer.ts';
import type { CatalogSource, PinSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';
import { connectEngine } from '../registry/images/engine.ts';
import { createMixer } from '../registry/mix/mixer.ts';

const BYTES_PER_GIB = 2 ** 30;
/** Open searches whose images are kept; there is one a platform, and those that wait. */
const SEARCHES_MAX = 1000;

export interface ConfiguredMixerDeps {
  readonly config: Config;
  readonly store: Store;
  readonly catalog: CatalogSource;
  readonly pins: PinSource;
  readonly clock: Clock;
  readonly log: Log;
}

/** The mixer over this machine's container engine. The engine is not asked before something is built. */
export function configuredMixer({ config, store, ...others }: ConfiguredMixerDeps): Mixer {
  return createMixer({
    ...others,
    docker: connectEngine(),
    state: config.state,
    images: config.images,
    quotaBytes: config.images.quotaGiB * BYTES_PER_GIB,
    keep: () => imagesInUse(store, config.project),
  });
}

/** Images that an open search still runs: both sides, and the mixture of each step that has no answer. */
async function imagesInUse(store: Store, project: string): Promise<readonly string[]> {
  const open = await store.searches.list({ project, states: ['queued', 'preparing', 'running'] }, SEARCHES_MAX);
  return (await Promise.all(open.map((search) => imagesOf(store, search)))).flat();
}

async function imagesOf(store: Store, { id, good, bad }: Search): Promise<readonly string[]> {
  const last = (await store.searches.steps(id)).at(-1);
  const experiment = last?.experimentId && !last.answer ? await store.experiments.get(last.experimentId) : null;
  return [good, bad, experiment?.bad ?? null].flatMap((pins) => (pins === null ? [] : [pins.image.reference]));
}
