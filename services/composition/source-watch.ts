import { join } from 'node:path';
import { createSourceAsker } from '../../workers/datasets/asker.ts';
import { createDockerClient } from '../../workers/docker/docker-container-client.ts';
import type { Config } from '../core/model/config.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { Store } from '../core/ports/store.ts';
import { createPinSource } from '../registry/pins/source.ts';
import { watchSources } from '../scheduler/source-watch.ts';
import { engineSocket } from './engine-socket.ts';
import { FOLDERS, pinFile } from './folders.ts';
import { type Loop, startLoop } from './loop.ts';

/** How often is looked which sources are due; the first time after a whole pause, so that a start asks nobody. In ms. */
const LOOK_MS = 3_600_000;

export interface SourceWatchOptions {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Watches the sources of the pinned data sets, by the same rules as a worker of this machine fetches them. */
export function startSourceWatch({ config, store, clock, log }: SourceWatchOptions): Loop {
  const stopping = new AbortController();
  const asker = createSourceAsker(join(config.state, FOLDERS.sources), {
    clock,
    log,
    containers: createDockerClient(clock, engineSocket(config)),
    origins: config.data.origins,
    privateHosts: config.data.private,
    quotaGiB: config.data.quotaGiB,
    isActive: () => false,
    stop: stopping.signal,
  });
  const pins = createPinSource(pinFile(config));
  let started = false;
  const loop = startLoop({
    name: 'source watch',
    intervalMs: LOOK_MS,
    clock,
    log,
    async step() {
      if (started) await watchSources({ store, pins, asker, config, clock, log });
      started = true;
    },
  });
  return {
    wake: loop.wake,
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
