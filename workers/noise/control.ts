import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import type { CommandsOf } from '../telemetry/devices.ts';
import type { WatchedDevice } from '../telemetry/reading.ts';
import { createMarkers, type Marker, markerName } from './markers.ts';
import { awaitOrphans } from './orphans.ts';
import { type ProgramCall, type ProgramEnd, runProgram } from './program.ts';
import { settleDevices } from './settle.ts';

/** Least time between two warnings that something is not undone, in milliseconds. */
const WARN_EVERY_MS = 60_000;

/** What was set for a run. */
export interface QuietRun {
  /** Why the run must not enter a baseline: somebody else keeps its devices busy. */
  readonly taints: readonly string[];
  /** Undoes it. Never fails: what is not undone keeps this worker from claiming. */
  leave(): Promise<void>;
}

/** What happens to the machine around every run: waiting for its devices, and the operator's own programs (WorkerSettings). */
export interface NoiseControl {
  /**
   * Waits for the devices of a run and sets the machine up for it; NOISE_CONTROL_FAILED, with what was begun undone, when
   * the program fails.
   */
  enter(run: string, devices: readonly WatchedDevice[], stop: AbortSignal): Promise<QuietRun>;
  /**
   * Undoes what earlier runs left, of this process or one that was killed. NOISE_CONTROL_FAILED while it cannot: on a
   * machine with half-undone clocks no further run may be measured.
   */
  clear(): Promise<void>;
}

export interface NoiseControlOptions {
  readonly before: string | null;
  readonly after: string | null;
  readonly settleSeconds: number;
  readonly platform: string;
  /** Folder of the markers. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** In place of the vendors' tools, for tests. */
  readonly commands?: CommandsOf;
}

/** CONFIG_INVALID when a program is not an absolute path to something that can be executed. */
export async function createNoiseControl(options: NoiseControlOptions): Promise<NoiseControl> {
  const { before, after, platform, clock, log } = options;
  await requireProgram('worker.before', before);
  await requireProgram('worker.after', after);
  const markers = createMarkers(options.folder);
  /** Markers of runs that are under way: theirs is undone by `leave`. */
  const held = new Set<string>();
  /** Markers that this process wrote: nothing of theirs can still be running. */
  const own = new Set<string>();
  let entered = 0;
  let clearing: Promise<void> | null = null;
  let warnedAt = Number.NEGATIVE_INFINITY;

  async function run(program: string, call: ProgramCall, stop?: AbortSignal): Promise<ProgramEnd> {
    const end = await runProgram(program, call, clock, stop);
    log.info('ran a program of the operator', { program, run: call.run, end: end.end, output: end.output });
    return end;
  }

  async function undo(name: string, marker: Marker): Promise<string | null> {
    if (!own.has(name)) await awaitOrphans(marker.run, clock);
    const end = await run(marker.after, marker);
    if (!end.ok) return `${marker.after} for run ${marker.run}: ${said(end)}`;
    await markers.remove(name);
    own.delete(name);
    return null;
  }

  function warn(why: string): void {
    const now = clock.now().getTime();
    if (now - warnedAt < WARN_EVERY_MS) return;
    warnedAt = now;
    log.error('this machine is not undone after a run; it takes no work until it is', { why, folder: options.folder });
  }

  async function clearAll(): Promise<void> {
    for (const [name, marker] of await markers.list()) {
      if (held.has(name)) continue;
      const why = marker === null ? `${name} cannot be read` : await undo(name, marker);
      if (why === null) continue;
      warn(why);
      throw new PlumblineError('NOISE_CONTROL_FAILED', `not undone: ${why}`);
    }
  }

  async function clear(): Promise<void> {
    // Two claims at once must not undo the same twice.
    clearing ??= clearAll().finally(() => {
      clearing = null;
    });
    await clearing;
  }

  return {
    async enter(runId, devices, stop) {
      const call = { run: runId, devices: devices.map(({ uuid }) => uuid), platform };
      // Another run of this worker, or an earlier one of the same experiment, may have failed to undo since the claim.
      await clear();
      const taints = await settleDevices({
        ...{ devices, seconds: options.settleSeconds, run: runId, clock, log, stop },
        ...(options.commands === undefined ? {} : { commands: options.commands }),
      });
      if (stop.aborted) throw new PlumblineError('CONFLICT', `stopped (${String(stop.reason)}) before it trained`);
      entered += 1;
      // A name of its own: an attempt that lost this run may still be undoing.
      const name = after === null ? null : markerName(runId, entered);
      const leave = async (): Promise<void> => {
        if (name === null || after === null) return;
        try {
          const why = await undo(name, { ...call, after });
          if (why !== null) warn(why);
        } catch (error) {
          warn(String(error));
        } finally {
          held.delete(name);
        }
      };
      if (name !== null && after !== null) {
        // Held before it can be seen: a claim beside this run must not undo it while it is set.
        held.add(name);
        own.add(name);
        try {
          await markers.write(name, { ...call, after });
        } catch (error) {
          held.delete(name);
          throw error;
        }
      }
      if (before !== null) {
        const end = await run(before, call, stop);
        if (!end.ok) {
          await leave();
          throw new PlumblineError('NOISE_CONTROL_FAILED', `${before}: ${said(end)}`);
        }
      }
      return { taints, leave };
    },
    clear,
  };
}

function said({ end, output }: ProgramEnd): string {
  return output === '' ? end : `${end}: ${output.split('\n').at(-1)}`;
}

async function requireProgram(key: string, program: string | null): Promise<void> {
  if (program === null) return;
  if (!isAbsolute(program)) throw new PlumblineError('CONFIG_INVALID', `${key}: "${program}" is not an absolute path`);
  try {
    await access(program, constants.X_OK);
  } catch {
    throw new PlumblineError('CONFIG_INVALID', `${key}: "${program}" cannot be executed`);
  }
}
