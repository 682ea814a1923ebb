import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../../services/core/errors.ts';
import type { RunOrder } from '../../services/core/model/job.ts';
import { CHECKPOINT_FOLDER } from '../../services/core/model/sandbox.ts';
import { graceSecondsOf } from '../../services/core/model/worker.ts';
import { LABEL_ATTEMPT, LABEL_HOME, LABEL_RUN } from '../docker/labels.ts';
import type { SandboxOptions } from '../docker/sandbox.ts';
import { usageOf } from '../folder-usage.ts';
import { inTurn } from '../in-turn.ts';
import type { Classified } from '../outcome.ts';
import { unlessStopped } from '../unless-stopped.ts';
import { createHolds } from './holds.ts';
import { folderName, markUsed, readKept, removeKept, writeKept } from './kept.ts';
import { makeRoom, type RoomDeps } from './room.ts';
import { keepSweeping } from './sweep.ts';
import { watchCheckpoint } from './watch.ts';

const MIB = 1_048_576;

/** One attempt's hold on the checkpoints of its run. */
export interface Checkpoint {
  /** The sandbox, with the folder in it and what the script is told of it. */
  readonly sandbox: SandboxOptions;
  /** Aborts when the work must stop, also because the folder outgrew its bound (reason 'checkpoint'). */
  readonly stop: AbortSignal;
  /** Time between SIGTERM and SIGKILL when the work must stop, in milliseconds; 0: SIGKILL at once. */
  readonly graceMs: number;
  /** What the report says of earlier attempts; empty when this one began anew. */
  readonly note: string;
  /** Set once the folder outgrew its bound. */
  overrun(): Classified | null;
  /** Called when the container is gone. `ended`: the run has, and its checkpoints go. Never fails. */
  close(ended: boolean): Promise<void>;
}

/** Checkpoints of this worker's runs, one folder a run: what one attempt left is there for the next one. */
export interface Checkpoints {
  /**
   * Gives an attempt the folder of its run, once no other attempt on this host holds it. A benchmark without
   * `limits.checkpointMiB` gets none. DISK_FULL when there is no room for what it may write, CONFLICT when `stop` ends
   * the wait.
   */
  open(order: RunOrder, sandbox: SandboxOptions, stop: AbortSignal): Promise<Checkpoint>;
  /** Removes what nobody came back for, now and every hour until the signal aborts. */
  keepSweeping(signal: AbortSignal): Promise<void>;
}

export type CheckpointDeps = Omit<RoomDeps, 'holds'>;

export function createCheckpoints(deps: CheckpointDeps): Checkpoints {
  const holds = createHolds();
  const given: RoomDeps = { ...deps, holds };

  return {
    async open(order, sandbox, stop) {
      const { checkpointMiB } = order.limits;
      if (checkpointMiB === undefined) return without(sandbox, stop);
      const name = folderName(order.runId);
      const letGo = await holds.take(name, checkpointMiB * MIB, stop);
      try {
        return await take(given, name, checkpointMiB, order, sandbox, stop, letGo);
      } catch (error) {
        letGo();
        throw error;
      }
    },

    keepSweeping: (signal) => keepSweeping(given, signal),
  };
}

function without(sandbox: SandboxOptions, stop: AbortSignal): Checkpoint {
  return { sandbox, stop, graceMs: 0, note: '', overrun: () => null, close: async () => undefined };
}

async function take(
  deps: RoomDeps,
  name: string,
  limitMiB: number,
  order: RunOrder,
  sandbox: SandboxOptions,
  stop: AbortSignal,
  letGo: () => void,
): Promise<Checkpoint> {
  const { clock, log } = deps;
  await removeOrphans(deps, order, sandbox.labels[LABEL_HOME] ?? '');
  const home = join(deps.root, name);
  const folder = join(home, 'data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Open to the sandbox's user, whoever the engine maps that to; the parent keeps everybody else of the host out.
  await chmod(folder, 0o777);
  const { bytes, entries } = await usageOf(folder);
  // One after the other: what is being removed for one is not free yet for the next.
  const making = inTurn(deps.root, async () => {
    if (!stop.aborted) await makeRoom(deps, { name, bytes, maxBytes: limitMiB * MIB });
  });
  await unlessStopped(making, stop);
  const earlier = (await readKept(home))?.attempts.filter((attempt) => attempt !== order.attempt) ?? [];
  const { image, user, cpus, labels } = sandbox;
  const attempts = [...earlier, order.attempt];
  await writeKept(home, { runId: order.runId, attempts, image, user, cpus, labels });
  const watch = watchCheckpoint({ folder, limitMiB, clock });
  const resumed = entries > 0;
  return {
    sandbox: {
      ...sandbox,
      checkpointFolder: folder,
      env: {
        ...sandbox.env,
        PLUMBLINE_CHECKPOINT: CHECKPOINT_FOLDER,
        ...(resumed ? { PLUMBLINE_RESUME: '1' } : {}),
      },
    },
    stop: AbortSignal.any([stop, watch.signal]),
    graceMs: 1000 * graceSecondsOf(order.limits),
    note: resumed ? `resumed on this host from the checkpoints of attempt ${earlier.join(', ') || 'unknown'}` : '',
    overrun: () => watch.overrun(),
    async close(ended) {
      await watch.end();
      try {
        if (ended) await removeKept(deps, home);
        else await markUsed(home, clock.now());
      } catch (error) {
        log.warn('the checkpoints of a run were not removed', { run: order.runId, error: describeError(error) });
      }
      letGo();
    },
  };
}

/** A container that an earlier life of this worker left would write into the folder too. */
async function removeOrphans({ containers }: RoomDeps, order: RunOrder, home: string): Promise<void> {
  for (const { id, labels } of await containers.list({ [LABEL_RUN]: order.runId, [LABEL_HOME]: home }))
    if (labels[LABEL_ATTEMPT] !== String(order.attempt)) await containers.remove(id);
}
