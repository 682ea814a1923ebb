import type { BackendFactory } from 'bullmq';

/** Where BullMQ keeps its jobs: the one thing that differs between Redis and the embedded database. */
export interface Engine {
  /** For messages and logs: what it is and where, without a password. */
  readonly where: string;
  /** Builds BullMQ's backend for a queue on this engine's one connection. */
  readonly backend: BackendFactory;
  /** What BullMQ wants to be handed as `connection`. */
  readonly connection: object;
  /** Deletes the lock of a job that is not active any more, where a lock outlives its job. */
  dropLock(key: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
