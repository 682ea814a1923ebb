import { PlumblineError } from '../services/core/errors.ts';
import type { Instant } from '../services/core/model/base.ts';
import type { Clock } from '../services/core/ports/base.ts';
import type { WorkerDoor } from '../services/core/ports/door.ts';

export interface WorkingOn {
  readonly job: string;
  readonly kind: 'run' | 'experiment';
  readonly since: Instant;
}

/** How a worker stands, for whoever watches its process. */
export interface WorkerStatus {
  readonly state: 'idle' | 'working' | 'draining';
  readonly jobs: readonly WorkingOn[];
  /** When the API last answered anything; null: it never did. */
  readonly lastContactAt: Date | null;
  /** Why it takes no work: the engine, the API or a setting, in one line; null: it does. */
  readonly blocked: string | null;
}

/** Keeps the status of one worker. */
export interface StatusKeeper {
  read(): WorkerStatus;
  /** Returns what ends the entry. */
  began(job: string, kind: WorkingOn['kind']): () => void;
  answered(): void;
  block(reason: string | null): void;
  drain(): void;
}

export function createStatusKeeper(clock: Clock): StatusKeeper {
  const jobs = new Set<WorkingOn>();
  let lastContactAt: Date | null = null;
  let blocked: string | null = null;
  let draining = false;
  return {
    read: () => ({
      state: draining ? 'draining' : jobs.size > 0 ? 'working' : 'idle',
      jobs: [...jobs],
      lastContactAt,
      blocked,
    }),
    began(job, kind) {
      const entry = { job, kind, since: clock.now().toISOString() };
      jobs.add(entry);
      return () => void jobs.delete(entry);
    },
    answered() {
      lastContactAt = clock.now();
    },
    block(reason) {
      blocked = reason;
    },
    drain() {
      draining = true;
    },
  };
}

/** The door, telling of every answer that came through it; a refusal is an answer too. */
export function tellingDoor(door: WorkerDoor, answered: () => void): WorkerDoor {
  return new Proxy(door, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        try {
          const answer: unknown = await method.apply(target, args);
          answered();
          return answer;
        } catch (error) {
          if (error instanceof PlumblineError && !error.retryable) answered();
          throw error;
        }
      };
    },
  });
}
