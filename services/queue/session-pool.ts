import { EventEmitter } from 'node:events';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** The part of PGlite that is needed: one session, one statement at a time. */
export interface Session {
  query(text: string, params: unknown[]): Promise<{ rows: unknown[]; affectedRows?: number }>;
  exec(text: string): Promise<{ rows: unknown[]; affectedRows?: number }[]>;
  isInTransaction(): boolean;
}

/**
 * Gives the one session of an embedded database the shape of a pool of connections. All callers share that session, so
 * a client that has opened a transaction keeps it to itself until the transaction ends: without that, another caller's
 * write would become part of the transaction and be rolled back with it. Advisory locks do not exclude callers of one
 * session; this does. No notification reaches a client, so nobody may wait for one.
 */
export class SessionPool extends EventEmitter implements PgPool {
  readonly #session: Session;
  readonly #every: number;
  readonly #room: () => Promise<void>;
  #holder: SessionClient | null = null;
  #busy = false;
  readonly #waiting: { readonly client: SessionClient | null; readonly go: () => void }[] = [];
  #statements = 0;

  /**
   * @param everyStatements after so many statements the event `due` asks for a clean-up.
   * @param room rejects when the disk has no room to write; asked before every statement but those of an open transaction.
   */
  constructor(session: Session, everyStatements: number, room: () => Promise<void> = async () => undefined) {
    super();
    this.#session = session;
    this.#every = everyStatements;
    this.#room = room;
    // Every queue listens here; their number is bounded elsewhere.
    this.setMaxListeners(0);
  }

  /** A statement of its own: never inside somebody's transaction, and refused if it opens one. */
  query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return this.run(null, text, params);
  }

  async connect(): Promise<PgPoolClient> {
    return new SessionClient(this);
  }

  /** The session belongs to whoever opened it. */
  async end(): Promise<void> {}

  /** Runs a statement when it is this caller's turn; a transaction that it leaves open keeps the turn for `client`. */
  async run<R>(client: SessionClient | null, text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    // A transaction in hand must come to its end, were it by ROLLBACK.
    if (client === null || this.#holder !== client) await this.#room();
    await this.#turn(client);
    this.#statements += 1;
    try {
      const result = await this.#execute<R>(text, params);
      if (client === null && this.#session.isInTransaction()) {
        throw new Error('a transaction needs a client of its own: connect() first');
      }
      return result;
    } finally {
      if (client === null && this.#session.isInTransaction()) await this.#session.exec('ROLLBACK');
      this.#holder = this.#session.isInTransaction() ? client : null;
      this.#next();
      if (this.#statements % this.#every === 0) this.emit('due');
    }
  }

  /** Ends whatever transaction the client left open. */
  async abandon(client: SessionClient): Promise<void> {
    if (this.#holder === client) await this.run(client, 'ROLLBACK');
  }

  async #execute<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    if (params === undefined || params.length === 0) {
      const last = (await this.#session.exec(text)).at(-1);
      return { rows: (last?.rows ?? []) as R[], rowCount: last?.affectedRows ?? 0 };
    }
    const result = await this.#session.query(text, [...params]);
    return { rows: result.rows as R[], rowCount: result.affectedRows ?? 0 };
  }

  #turn(client: SessionClient | null): Promise<void> | void {
    if (!this.#busy && (this.#holder === null || this.#holder === client)) {
      this.#busy = true;
      return;
    }
    return new Promise((resolve) => this.#waiting.push({ client, go: resolve }));
  }

  #next(): void {
    const index = this.#waiting.findIndex((one) => this.#holder === null || one.client === this.#holder);
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (next === undefined) this.#busy = false;
    else next.go();
  }
}

/** One caller of the pool. */
export class SessionClient extends EventEmitter implements PgPoolClient {
  readonly #pool: SessionPool;

  constructor(pool: SessionPool) {
    super();
    this.#pool = pool;
  }

  query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return this.#pool.run(this, text, params);
  }

  release(): void {
    void this.#pool.abandon(this).catch(() => undefined);
  }
}
