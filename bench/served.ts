import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiDeps } from '../services/api/deps.ts';
import { startApi } from '../services/api/server.ts';
import { createToken } from '../services/api/tokens.ts';
import { systemClock } from '../services/composition/clock.ts';
import { systemIds } from '../services/composition/ids.ts';
import type { Log } from '../services/core/ports/base.ts';
import type { NewRun } from '../services/core/ports/store-runs.ts';
import { openQueue } from '../services/queue/open.ts';
import { openStore } from '../services/store/store.ts';
import { catalogOf, pinFileOf } from '../test/support/planning.ts';

export const PLATFORM = 'bench';

/** What goes wrong in it belongs beside the figures. */
const log: Log = { info: () => undefined, warn: () => undefined, error: console.error };

/** The API on a port of loopback over an embedded store and a real queue, with a worker token. */
export interface Served {
  readonly url: string;
  readonly token: string;
  /** Writes a run and puts it into the queue, as a trigger does. */
  enqueue(run: NewRun): Promise<void>;
  close(): Promise<void>;
}

/** @param queue Redis by its address, or the folder of an embedded queue. */
export async function serve(queue: { readonly redisUrl: string } | { readonly folder: string }): Promise<Served> {
  const root = await mkdtemp(join(tmpdir(), 'plumbline-bench-store-'));
  const store = await openStore({ folder: join(root, 'store'), backups: join(root, 'backups'), log });
  const opened = await openQueue({ ...queue, clock: systemClock, log });
  const deps: ApiDeps = {
    store,
    queue: opened.jobs,
    catalog: { load: async () => catalogOf() },
    pins: { load: async () => pinFileOf(), save: async () => undefined },
    clock: systemClock,
    ids: systemIds,
    log,
    config: { project: 'default', readTokens: false, version: 'bench', calibrationRuns: 8, maxPairs: 6, schedules: [] },
    planNow: () => Promise.reject(new Error('no night is planned here')),
  };
  const api = await startApi(deps, { host: '127.0.0.1', port: 0 });
  const { secret } = await createToken(deps, { name: 'bench', role: 'worker', platform: PLATFORM });
  return {
    url: api.url,
    token: secret,
    async enqueue(run) {
      await store.runs.create([run]);
      await opened.jobs.enqueue({ jobId: run.id, platform: PLATFORM, priority: run.priority });
    },
    async close() {
      await api.close();
      await opened.close();
      await store.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
