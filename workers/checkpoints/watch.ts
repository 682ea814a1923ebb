import type { Clock } from '../../services/core/ports/base.ts';
import { freeBytesOf } from '../disk.ts';
import { ENTRIES_MAX, usageOf } from '../folder-usage.ts';
import type { Classified } from '../outcome.ts';

/** How often the folder is measured, in milliseconds: a run may go over its bound by what it writes in between. */
const LOOK_EVERY_MS = 10_000;
/** Free space below which no run may go on writing checkpoints, in MiB: the worker's own messages need room too. */
export const FREE_MIB_MIN = 256;
const MIB = 1_048_576;

export interface CheckpointWatch {
  /** Aborts, with the reason 'checkpoint', when the folder outgrew its bound. */
  readonly signal: AbortSignal;
  /** What the run ends with then; null before. */
  overrun(): Classified | null;
  end(): Promise<void>;
}

/** Measures a checkpoint folder every ten seconds until its end. Docker bounds no bind mount: this does. */
export function watchCheckpoint(options: {
  readonly folder: string;
  readonly limitMiB: number;
  readonly clock: Clock;
  readonly everyMs?: number;
}): CheckpointWatch {
  const { folder, limitMiB, clock, everyMs = LOOK_EVERY_MS } = options;
  const over = new AbortController();
  const ended = new AbortController();
  let overrun: Classified | null = null;
  const looking = (async () => {
    while (overrun === null) {
      await clock.sleep(everyMs, ended.signal);
      if (ended.signal.aborted) return;
      overrun = await look(folder, limitMiB);
    }
    over.abort('checkpoint');
  })();
  looking.catch(() => undefined);
  return {
    signal: over.signal,
    overrun: () => overrun,
    async end() {
      ended.abort();
      await looking.catch(() => undefined);
    },
  };
}

/** Why a run may not go on; null when it may. What the benchmark did is its outcome, a full disk is the machine's. */
async function look(folder: string, limitMiB: number): Promise<Classified | null> {
  const { bytes, entries, unreadable } = await usageOf(folder);
  const refused = (detail: string): Classified => ({
    outcome: 'exit-nonzero',
    detail: `killed: its checkpoints ${detail}`,
  });
  if (bytes > limitMiB * MIB)
    return refused(`took ${Math.ceil(bytes / MIB)} MiB, over their limit of ${limitMiB} MiB (limits.checkpointMiB)`);
  if (entries > ENTRIES_MAX) return refused(`are more than ${ENTRIES_MAX} files`);
  if (unreadable !== null) return refused(`hold a folder that the worker may not read: ${unreadable}`);
  const freeMiB = Math.floor((await freeBytesOf(folder)) / MIB);
  if (freeMiB < FREE_MIB_MIN)
    return {
      outcome: 'disk-full',
      detail: `${freeMiB} MiB are left on the disk of the checkpoints; ${FREE_MIB_MIN} must be`,
    };
  return null;
}
