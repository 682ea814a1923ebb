import { hostname } from 'node:os';
import { join } from 'node:path';
import { startWorker, type Worker } from '../../workers/main.ts';
import { startApi } from '../api/server.ts';
import { ensureAdminToken } from '../api/tokens.ts';
import { type ApiClient, createApiClient } from '../client/client.ts';
import { createWorkerDoor } from '../client/door.ts';
import type { Config } from '../core/model/config.ts';
import type { SearchBudget } from '../core/model/search.ts';
import { SEARCH_BUDGET } from '../core/planning/search-request.ts';
import type { Log } from '../core/ports/base.ts';
import type { IssueTracker } from '../core/ports/tracker.ts';
import { servePages } from '../dashboard/pages.ts';
import { createCatalogSource } from '../registry/catalog/load.ts';
import { createPinSource } from '../registry/pins/source.ts';
import { readContent } from '../scheduler/content.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { isLoopback, mintToken } from './access.ts';
import { configuredTracker, openConfiguredQueue, openConfiguredStore } from './adapters.ts';
import { systemClock } from './clock.ts';
import { announceService, readAdminToken, saveAdminToken, withdrawService } from './discovery.ts';
import { workerSocket } from './engine-socket.ts';
import { FOLDERS, pinFile } from './folders.ts';
import { systemIds } from './ids.ts';
import { startLoops } from './loops.ts';
import { pullAuth } from './pull-auth.ts';
import { configuredMixer } from './search.ts';
import { VERSION } from './version.ts';
import { workerSettings } from './worker-settings.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly log: Log;
  /** Whether ticks are planned; a private service of the CLI plans none. */
  readonly schedule: boolean;
  readonly worker: boolean;
  /** Whether other processes may find it through the state folder. */
  readonly announce: boolean;
  /** Instead of the configured one; the demo hands its stand-in in. */
  readonly tracker?: IssueTracker | null;
}

export interface Service {
  readonly url: string;
  readonly client: ApiClient;
  /** The first admin token when this start made it. */
  readonly newAdminToken: string | null;
  /** Replaces the schedules that tick; an empty list pauses them. */
  schedule(schedules: Config['schedules']): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything in one process, in the order of need, and stops it in the reverse one. A start that fails leaves nothing open. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { log } = options;
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse())
      await close().catch((error: unknown) => log.error('a part did not stop cleanly', { error: String(error) }));
  };
  try {
    const service = await open(options, (close) => closers.push(close));
    log.info('service started', { url: service.url, version: VERSION });
    return { ...service, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  { config, log, ...options }: ServiceOptions,
  onStop: (close: () => Promise<void>) => void,
): Promise<Omit<Service, 'stop'>> {
  const [store, queue] = await openBoth(config, log, onStop);
  const clock = systemClock;
  const ids = systemIds;
  const catalog = createCatalogSource(config.catalog);
  const pins = createPinSource(pinFile(config));
  const tracker = options.tracker === undefined ? configuredTracker(config, log) : options.tracker;
  const scheduler = createScheduler({
    store,
    queue: queue.jobs,
    ticks: queue.ticks,
    catalog,
    pins,
    config: { project: config.project, schedules: config.schedules },
    clock,
    ids,
    log,
  });
  const local = isLoopback(config.listen.host);
  const loops = startLoops({
    config,
    store,
    queue: queue.jobs,
    catalog,
    mixer: configuredMixer({ config, store, catalog, pins, clock, log }),
    tracker,
    clock,
    ids,
    log,
  });
  onStop(() => loops.stop());
  const api = await startApi(
    {
      store,
      queue: queue.jobs,
      catalog,
      pins,
      clock,
      ids,
      log,
      config: {
        project: config.project,
        readTokens: !local,
        version: VERSION,
        calibrationRuns: config.calibration.runs,
        maxPairs: config.budgets.maxPairs,
        searchBudget: byHand(config),
        schedules: config.schedules,
      },
      planNow: (request) => scheduler.planNow(request),
      content: async (name) => {
        const entry = (await catalog.load()).benchmarks.find(({ manifest }) => manifest.name === name);
        return entry === undefined ? null : readContent(entry);
      },
      wake: () => loops.wake(),
      pages: (app) => servePages(app, { project: config.project }),
    },
    config.listen,
  );
  onStop(() => api.close());
  const newAdminToken = await ensureAdminToken(store, ids, clock);
  if (newAdminToken) saveAdminToken(config.state, newAdminToken);
  if (options.worker)
    onStop(
      stopper(
        config,
        await startEmbeddedWorker(
          config,
          log,
          api.url,
          await mintToken(
            { store, ids, clock },
            { name: `embedded worker on ${hostname()}`, role: 'worker', platform: config.worker.platform },
          ),
        ),
      ),
    );
  if (options.schedule) {
    await scheduler.start();
    onStop(() => scheduler.stop());
  }
  if (options.announce) {
    announceService(config.state, { url: api.url, pid: process.pid });
    onStop(async () => withdrawService(config.state, process.pid));
  }
  const token =
    newAdminToken ??
    readAdminToken(config.state) ??
    (await mintToken({ store, ids, clock }, { name: 'this process', role: 'admin' }));
  return {
    url: api.url,
    client: createApiClient({ baseUrl: api.url, token }),
    newAdminToken,
    schedule: (schedules) => scheduler.reschedule(schedules),
  };
}

async function openBoth(config: Config, log: Log, onStop: (close: () => Promise<void>) => void) {
  const [store, queue] = await Promise.allSettled([openConfiguredStore(config, log), openConfiguredQueue(config, log)]);
  if (store.status === 'fulfilled') onStop(() => store.value.close());
  if (queue.status === 'fulfilled') onStop(() => queue.value.close());
  if (store.status === 'rejected') throw store.reason;
  if (queue.status === 'rejected') throw queue.reason;
  return [store.value, queue.value] as const;
}

function startEmbeddedWorker(config: Config, log: Log, baseUrl: string, token: string): Promise<Worker> {
  return startWorker({
    door: createWorkerDoor({ baseUrl, token }),
    platform: config.worker.platform,
    host: hostname(),
    settings: workerSettings(config),
    stateFolder: join(config.state, FOLDERS.worker),
    socketPath: workerSocket(config),
    pullAuth: pullAuth(config),
    clock: systemClock,
    ids: systemIds,
    log,
  });
}

/** What a search by hand may cost where its request does not say. A budget of 0 only forbids those of the judge. */
function byHand({ budgets: { searchRuns, searchMinutes, maxPairs } }: Config): SearchBudget {
  return {
    maxRuns: searchRuns || SEARCH_BUDGET.maxRuns,
    maxMinutes: searchMinutes || SEARCH_BUDGET.maxMinutes,
    maxPairs: Math.min(maxPairs, SEARCH_BUDGET.maxPairs),
  };
}

function stopper(config: Config, worker: Worker): () => Promise<void> {
  return () => worker.stop(1000 * config.worker.drainSeconds);
}
