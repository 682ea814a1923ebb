import type { MaintenanceStore } from '../core/ports/store.ts';
import { writeBackup } from './backup.ts';
import type { Database } from './database.ts';
import { appliedVersion } from './migrate.ts';
import { retain } from './retention.ts';

/** Upkeep: health, backup, retention. */
export function maintenanceStore(database: Database): MaintenanceStore {
  return {
    async ping() {
      await database.query('select 1');
    },
    schemaVersion: () => appliedVersion(database),
    backup: (file) => writeBackup(database, file),
    retain: (limits) => retain(database, limits),
  };
}
