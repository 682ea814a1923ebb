import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../../services/core/errors.ts';
import { changedAt, GONE, KEPT_MS, removeKept } from './kept.ts';
import type { RoomDeps } from './room.ts';

/** How often checkpoints that nobody came back for are looked for, in milliseconds. */
const SWEEP_EVERY_MS = 3_600_000;

export type SweepDeps = Pick<RoomDeps, 'root' | 'holds' | 'containers' | 'clock' | 'log'>;

/** Removes what nobody came back for, now and every hour until the signal aborts. Nothing that is in use. */
export async function keepSweeping(deps: SweepDeps, signal: AbortSignal): Promise<void> {
  const { root, holds, clock } = deps;
  while (!signal.aborted) {
    for (const name of await readdir(root).catch(() => [])) {
      const letGo = holds.tryTake(name.startsWith(GONE) ? name.slice(GONE.length) : name);
      if (letGo === null) continue;
      await sweep(deps, name).finally(letGo);
    }
    await clock.sleep(SWEEP_EVERY_MS, signal);
  }
}

async function sweep(deps: SweepDeps, name: string): Promise<void> {
  const { clock, log } = deps;
  const folder = join(deps.root, name);
  const changed = await changedAt(folder);
  if (changed === null || !(name.startsWith(GONE) || clock.now().getTime() - changed > KEPT_MS)) return;
  try {
    await removeKept(deps, folder);
    log.warn('removed checkpoints that no attempt came back for', { folder });
  } catch (error) {
    log.warn('checkpoints were not removed', { error: describeError(error) });
  }
}
