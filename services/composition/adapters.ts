import { join } from 'node:path';
import type { Config } from '../core/model/config.ts';
import type { Log } from '../core/ports/base.ts';
import type { IssueTracker } from '../core/ports/tracker.ts';
import { createTracker } from '../github/tracker.ts';
import { type OpenedQueue, openQueue } from '../queue/open.ts';
import { requireRoom } from '../store/room.ts';
import { openStore, type StoreOptions } from '../store/store.ts';
import { systemClock } from './clock.ts';
import { FOLDERS } from './folders.ts';

export function storeOptions(config: Config, log: Log): StoreOptions {
  const backups = join(config.state, 'backups');
  return config.databaseUrl === null
    ? { folder: join(config.state, FOLDERS.store), backups, log }
    : { databaseUrl: config.databaseUrl, backups, log };
}

export function openConfiguredStore(config: Config, log: Log) {
  return openStore(storeOptions(config, log));
}

export function openConfiguredQueue(config: Config, log: Log): Promise<OpenedQueue> {
  const folder = join(config.state, FOLDERS.queue);
  return openQueue({ redisUrl: config.redisUrl, folder, requireRoom, clock: systemClock, log });
}

/** Null unless both a repository and a token are configured: nobody is written to by accident (DESIGN.md decision 17). */
export function configuredTracker(config: Config, log: Log): IssueTracker | null {
  const { repository, token, apiUrl } = config.github;
  return repository === null || token === null ? null : createTracker({ repository, token, apiUrl, log });
}
