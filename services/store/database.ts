/** One row as the database gives it: instants as RFC 3339 text, bigints as numbers, bytes as Uint8Array, JSON parsed. */
export type Row = Record<string, unknown>;

/**
 * A statement with parameters. Text is cleaned of what PostgreSQL cannot hold; arrays are passed as arrays of text,
 * documents as JSON text. Change counts are read through RETURNING, so both backends answer alike.
 */
export interface Sql {
  query<R = Row>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** The seam to the database: the only thing that differs between PGlite and a PostgreSQL server. */
export interface Database extends Sql {
  /** For people and messages; never holds a password. */
  readonly name: string;
  /** All statements of `work` or none; it may run more than once. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Reads that all see one instant, however long they take; others work on meanwhile. */
  snapshot<T>(read: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** PGlite is reported to die near 16 MB in one message: statements and pages stay under this many bytes. */
export const MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
/** Aim of a page of rows, in bytes: leaves room for the growth of hex, escapes and names under `MESSAGE_MAX_BYTES`. */
export const PAGE_BYTES = 1024 * 1024;
