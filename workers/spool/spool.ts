import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { setAsideTo } from './aside.ts';
import { createBudget } from './budget.ts';
import { type Outbox, type OutboxOptions, openOutbox } from './outbox.ts';

/** The folder of everything that waits for the API: one folder an attempt. */
export interface Spool {
  open(jobId: string, runId: string, attempt: number): Promise<Outbox>;
  /** Sends what an earlier process left, until all is sent or the signal aborts; returns the attempts it emptied. */
  deliverLeftovers(signal: AbortSignal): Promise<number>;
}

export type SpoolOptions = Omit<OutboxOptions, 'folder' | 'budget' | 'aside'> & {
  readonly root: string;
  /** Disk that all attempts together may take, in bytes; log text gives way first, then telemetry, nothing else. */
  readonly maxBytes: number;
};

/** Opens the spool; what lies in it now are leftovers, the oldest first. What cannot be sent goes beside it. */
export async function openSpool({ root, maxBytes, ...options }: SpoolOptions): Promise<Spool> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const shared = {
    ...options,
    budget: createBudget(maxBytes, options.log),
    aside: setAsideTo(`${root}-aside`, options.log),
  };
  const leftovers: Outbox[] = [];
  for (const name of await byAge(root)) leftovers.push(await openOutbox({ ...shared, folder: join(root, name) }));
  return {
    open: (jobId, runId, attempt) =>
      openOutbox({ ...shared, folder: join(root, sha256Hex(JSON.stringify([jobId, runId, attempt])).slice(0, 32)) }),
    async deliverLeftovers(signal) {
      let emptied = 0;
      for (const outbox of leftovers) {
        if (signal.aborted) break;
        const { empty } = await outbox.settled(signal);
        if (empty) emptied += 1;
      }
      return emptied;
    },
  };
}

/** The folders in a folder, by the time they were made. */
async function byAge(root: string): Promise<string[]> {
  const folders = await readdir(root, { withFileTypes: true });
  const found = folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const ages = new Map<string, number>();
  for (const name of found) ages.set(name, (await stat(join(root, name))).birthtimeMs);
  return found.sort((one, other) => (ages.get(one) ?? 0) - (ages.get(other) ?? 0));
}
