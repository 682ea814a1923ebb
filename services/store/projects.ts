import type { Sql } from './database.ts';
import { insertRows } from './insert.ts';

/** Makes the projects that do not exist yet: a project begins with the first thing that is planned in it. */
export async function ensureProjects(sql: Sql, names: readonly string[]): Promise<void> {
  const rows = [...new Set(names)].sort().map((name) => ({ name }));
  await insertRows(sql, 'projects', rows, 'on conflict do nothing');
}
