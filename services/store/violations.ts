/** Whether a statement failed because a row with that key exists (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

/** SQLSTATEs of a table that somebody else is making or has made: unique violation in the catalog, duplicate object, duplicate table. */
const MADE: ReadonlySet<unknown> = new Set(['23505', '42710', '42P07']);

/** Whether CREATE TABLE IF NOT EXISTS lost against another process doing the same; the table is there then. */
export function isMadeAlready(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MADE.has(error.code);
}

/** A disk without room, as the server says it (SQLSTATE 53100) and as the system does. */
const FULL: ReadonlySet<unknown> = new Set(['53100', 'ENOSPC', 'EDQUOT']);

/** Whether a statement failed because the disk of the database is full. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FULL.has(error.code);
}
