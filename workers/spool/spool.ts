import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { type Outbox, type OutboxOptions, openOutbox } from './outbox.ts';

/** The folder of everything that waits for the API: one folder an attempt. */
export interface Spool {
  open(jobId: string, runId: string, attempt: number): Promise<Outbox>;
  /** Sends what an earlier process left, until all is sent or the signal aborts; returns the attempts it emptied. */
  deliverLeftovers(signal: AbortSignal): Promise<number>;
}

/** Opens the spool; what lies in it now are leftovers. Bounded by what a run may log, times the runs in hand. */
export async function openSpool(options: Omit<OutboxOptions, 'folder'> & { readonly root: string }): Promise<Spool> {
  const { root, ...rest } = options;
  await mkdir(root, { recursive: true, mode: 0o700 });
  const leftovers = (await readdir(root)).sort();
  return {
    open: (jobId, runId, attempt) =>
      openOutbox({ ...rest, folder: join(root, sha256Hex(JSON.stringify([jobId, runId, attempt])).slice(0, 32)) }),
    async deliverLeftovers(signal) {
      let emptied = 0;
      for (const name of leftovers) {
        if (signal.aborted) break;
        const { empty } = await (await openOutbox({ ...rest, folder: join(root, name) })).settled(signal);
        if (empty) emptied += 1;
      }
      return emptied;
    },
  };
}
