import type { Config } from '../core/model/config.ts';
import { type NeededImage, neededImages } from '../core/planning/needed-images.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { Mixer } from '../core/ports/mixer.ts';
import type { CatalogSource, PinSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';
import { connectEngine } from '../registry/images/engine.ts';
import { createMixer } from '../registry/mix/mixer.ts';
import { dockerCredentials } from '../registry/oci/credentials.ts';

const BYTES_PER_GIB = 2 ** 30;

export interface ConfiguredMixerDeps {
  readonly config: Config;
  readonly store: Store;
  readonly catalog: CatalogSource;
  readonly pins: PinSource;
  readonly clock: Clock;
  readonly log: Log;
}

/** The mixer over this machine's container engine. The engine is not asked before something is built. */
export function configuredMixer(deps: ConfiguredMixerDeps): Mixer {
  const { config, store, ...others } = deps;
  return createMixer({
    ...others,
    docker: connectEngine(),
    state: config.state,
    images: config.images,
    credentials: dockerCredentials(config.dockerConfig),
    quotaBytes: config.images.quotaGiB * BYTES_PER_GIB,
    keep: async () => neededImages(await store.images.uses(deps.clock.now().toISOString())).map(referenceOf),
  });
}

function referenceOf({ reference }: NeededImage): string {
  return reference;
}
