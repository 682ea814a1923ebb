import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../core/ports/base.ts';
import type { Store } from '../core/ports/store.ts';
import { openBackend, type StorePlace } from './backend.ts';
import type { RowCounts } from './backup.ts';
import { writeBackup } from './backup.ts';
import { canaryStore } from './canaries.ts';
import { channelStore } from './channels.ts';
import type { Database } from './database.ts';
import { environmentStore } from './environments.ts';
import { experimentStore } from './experiments.ts';
import { healthStore } from './health.ts';
import { hostStore } from './hosts.ts';
import { idempotencyStore } from './idempotency.ts';
import { imageStore } from './image-uses.ts';
import { incidentStore } from './incidents.ts';
import { jobStore } from './jobs.ts';
import { maintenanceStore } from './maintenance.ts';
import { appliedVersion, migrate } from './migrate.ts';
import { nightStore } from './nights.ts';
import { outboxStore } from './outbox.ts';
import { pushedStore } from './pushed.ts';
import { readBackup } from './restore.ts';
import { runStore } from './runs.ts';
import { searchStore } from './searches.ts';
import { seriesStore } from './series.ts';
import { telemetryStore } from './telemetry.ts';
import { tokenStore } from './tokens.ts';

export interface StoreOptions extends StorePlace {
  readonly log: Log;
}

/** Opens the store and brings its schema up to date; a backup is taken first when there is something to lose. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { database, backups } = await openBackend(options);
  try {
    const backup = async (): Promise<string> => {
      await mkdir(backups, { recursive: true, mode: 0o700 });
      const file = join(backups, `before-migration-of-schema-${await appliedVersion(database)}.jsonl.gz`);
      await writeBackup(database, file);
      return file;
    };
    await migrate(database, { log: options.log, backup });
    return storeOver(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Restores a backup into a place that holds no store yet; returns the rows by table. */
export async function restoreStore(request: {
  readonly file: string;
  readonly into: StoreOptions;
}): Promise<RowCounts> {
  const { database } = await openBackend(request.into);
  try {
    return await readBackup(database, request.file, request.into.log);
  } finally {
    await database.close();
  }
}

/** The store over a database whose schema is up to date. */
export function storeOver(database: Database): Store {
  return {
    runs: runStore(database),
    jobs: jobStore(database),
    nights: nightStore(database),
    series: seriesStore(database),
    environments: environmentStore(database),
    incidents: incidentStore(database),
    experiments: experimentStore(database),
    searches: searchStore(database),
    outbox: outboxStore(database),
    tokens: tokenStore(database),
    idempotency: idempotencyStore(database),
    hosts: hostStore(database),
    canaries: canaryStore(database),
    health: healthStore(database),
    pushed: pushedStore(database),
    telemetry: telemetryStore(database),
    channels: channelStore(database),
    images: imageStore(database),
    maintenance: maintenanceStore(database),
    close: () => database.close(),
  };
}
