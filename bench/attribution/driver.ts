import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openConfiguredStore } from '../../services/composition/adapters.ts';
import { buildImages } from '../../services/composition/images.ts';
import { createLog } from '../../services/composition/log.ts';
import { type Service, startService } from '../../services/composition/service.ts';
import { loadConfig } from '../../services/config.ts';
import type { SearchDetail } from '../../services/core/model/api/search.ts';
import type { Config } from '../../services/core/model/config.ts';
import { problemOf } from '../../services/judge/search/problem.ts';
import type { AttributionCase } from './case.ts';
import { writeEdition } from './edition.ts';
import { crowdHost } from './host.ts';
import type { Recording } from './record.ts';
import type { Driver } from './run-case.ts';

const POLL_MS = 500;
/** A single case may take this long, in milliseconds: the largest builds are gigabytes. */
const CASE_MS_MAX = 45 * 60_000;

/** A service of its own on a state folder that all cases share (wheels and images are kept), over one case's catalog. */
export interface ServedDriver extends Driver {
  /** The last search as it is stored, for a recording; call it after `release`. */
  recorded(searchId: string): Promise<Pick<Recording, 'problem' | 'steps' | 'conclusion'>>;
}

export function createDriver(
  one: AttributionCase,
  state: string,
  folder: string,
  say: (text: string) => void,
): ServedDriver {
  const { config } = loadConfig({
    folder,
    environment: {
      PLUMBLINE_STATE: join(state, 'service'),
      PLUMBLINE_CATALOG: folder,
      PLUMBLINE_IMAGES_BASE: 'debian',
    },
  });
  const log = createLog(config.state);
  let service: Service | null = null;
  let uncrowd: (() => void) | null = null;
  const running = async (): Promise<Service> => {
    service ??= await startService({
      ...{ log, schedule: false, worker: true, announce: false, tracker: null },
      config: { ...config, listen: { host: '127.0.0.1', port: 0 } },
    });
    return service;
  };
  return {
    async publish(_, edition) {
      await writeEdition(one, edition, folder, state);
      await buildImages(
        config,
        { benchmarks: [one.benchmark], base: 'debian' },
        spoken(say),
        AbortSignal.timeout(CASE_MS_MAX),
      );
    },
    async run(_, edition) {
      if (edition.host === 'crowded') uncrowd ??= crowdHost();
      const { client } = await running();
      const { runs } = await client.trigger({ benchmark: one.benchmark });
      const id = (runs[0] as (typeof runs)[number]).id;
      return (
        await until(
          () => client.run(id),
          ({ state }) => state === 'ended',
        )
      ).id;
    },
    async bisect(request) {
      const { client } = await running();
      const { id } = await client.startSearch(request);
      let told = '';
      const ended = ({ search }: SearchDetail): boolean => {
        if (search.reason !== told) say(search.reason);
        told = search.reason;
        return search.state === 'ended' || search.state === 'cancelled';
      };
      return await until(() => client.search(id), ended);
    },
    nameOf: (item) => (one.commits === undefined ? item : subjectOf(folder, item)),
    async release() {
      uncrowd?.();
      await service?.stop();
      service = null;
    },
    recorded: (searchId) => readSearch(config, searchId),
  };
}

async function readSearch(config: Config, searchId: string): ReturnType<ServedDriver['recorded']> {
  const store = await openConfiguredStore(config, createLog(config.state));
  try {
    const [search, steps] = [await store.searches.get(searchId), await store.searches.steps(searchId)];
    if (search?.conclusion == null) throw new Error(`search ${searchId} has not ended`);
    return { problem: problemOf(search, steps), steps, conclusion: search.conclusion };
  } finally {
    await store.close();
  }
}

async function until<T>(look: () => Promise<T>, done: (found: T) => boolean): Promise<T> {
  const end = Date.now() + CASE_MS_MAX;
  for (;;) {
    const found = await look();
    if (done(found)) return found;
    if (Date.now() > end) throw new Error(`not done after ${CASE_MS_MAX / 60_000} min`);
    await sleep(POLL_MS);
  }
}

/** The subject of a commit of the case's repository; other items name themselves. */
function subjectOf(folder: string, item: string): string {
  return execFileSync('git', ['-C', folder, 'log', '-1', '--format=%s', item], { encoding: 'utf8' }).trim();
}

const spoken = (say: (text: string) => void) => () => ({ step: () => undefined, line: say, end: () => undefined });
