import { PlumblineError } from '../services/core/errors.ts';
import type { Clock } from '../services/core/ports/base.ts';
import type { ContainerClient, OutputChunk } from './docker/container-client.ts';
import type { ContainerEnd } from './outcome.ts';

/** Time a killed container has to go, and the rest of the output to arrive after the end, in milliseconds. */
const KILL_MS = 60_000;
const OUTPUT_END_MS = 60_000;
/**
 * Looks, and the pause between two of them in milliseconds, before a kill from outside is believed: the engine learns of
 * an out-of-memory kill by another way than of the exit, and an engine that is being stopped kills its containers first.
 */
const SETTLE_LOOKS = 5;
const SETTLE_MS = 1000;
/** Whom a run with checkpoints may save itself for; whoever lost it to another attempt must not write any more. */
const GRACEFUL: ReadonlySet<ContainerEnd['killedBy']> = new Set(['cancel', 'drain']);
const SIGKILL_EXIT = 137;
const SIGTERM_EXIT = 143;

export interface ExecuteDeps {
  readonly containers: ContainerClient;
  readonly clock: Clock;
}

export interface Execution {
  readonly end: ContainerEnd;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** How long a container may run, and how long one that must stop may take to save itself, both in milliseconds. */
export interface ExecuteBounds {
  readonly timeoutMs: number;
  readonly graceMs: number;
}

/**
 * Starts a created container and stays with it to its end: hands its output on from the first byte, kills it when its
 * time is over or `stop` aborts, and finds out why it ended. It does not remove it.
 *
 * @param onStart is called when the container runs.
 */
export async function execute(
  deps: ExecuteDeps,
  containerId: string,
  { timeoutMs, graceMs }: ExecuteBounds,
  stop: AbortSignal,
  onStart: () => void,
  onOutput: (chunk: OutputChunk) => Promise<void>,
): Promise<Execution> {
  const { containers, clock } = deps;
  const ended = new AbortController();
  const giveUp = new AbortController();
  let killedBy: ContainerEnd['killedBy'] = null;
  let failure: unknown;
  let asked = false;

  async function kill(why: ContainerEnd['killedBy'], cause?: unknown): Promise<void> {
    failure ??= cause;
    if (ended.signal.aborted) return;
    killedBy ??= why;
    try {
      if (graceMs > 0 && GRACEFUL.has(why)) {
        asked = true;
        await containers.kill(containerId, 'SIGTERM');
        await clock.sleep(graceMs, ended.signal);
        if (ended.signal.aborted) return;
      }
      await containers.kill(containerId);
      await clock.sleep(KILL_MS, ended.signal);
    } catch (error) {
      failure ??= error;
    }
    giveUp.abort();
  }

  const onStop = (): void => void kill(stop.reason as ContainerEnd['killedBy']);
  const output = await containers.attach(containerId);
  await containers.start(containerId);
  const startedAt = clock.now();
  onStart();
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  void clock.sleep(timeoutMs, ended.signal).then(() => kill('time-out'));
  const reading = readAll(output, onOutput).catch((error: unknown) => kill(null, error));
  try {
    const exitCode = await containers.wait(containerId, giveUp.signal);
    const endedAt = clock.now();
    ended.abort();
    await within(clock, reading, OUTPUT_END_MS);
    if (failure !== undefined) throw failure;
    // Whoever was asked to stop did not finish, however it says so: an exit code of 0 after a half-done training is no result.
    const ours = exitCode === SIGKILL_EXIT || asked ? killedBy : null;
    const oomKilled = ours === null && exitCode !== 0 && (await wasOutOfMemory(deps, containerId, exitCode));
    return { end: { exitCode, oomKilled, killedBy: ours }, startedAt, endedAt };
  } catch (error) {
    throw failure ?? error;
  } finally {
    ended.abort();
    stop.removeEventListener('abort', onStop);
  }
}

async function readAll(
  output: AsyncIterable<OutputChunk>,
  onOutput: (chunk: OutputChunk) => Promise<void>,
): Promise<void> {
  for await (const chunk of output) await onOutput(chunk);
}

/** Fails with DOCKER_UNAVAILABLE when the engine is going away: then nobody killed this container in particular. */
async function wasOutOfMemory(deps: ExecuteDeps, containerId: string, exitCode: number): Promise<boolean> {
  const looks = exitCode === SIGKILL_EXIT || exitCode === SIGTERM_EXIT ? SETTLE_LOOKS : 1;
  for (let look = 1; ; look += 1) {
    const state = await deps.containers.inspect(containerId);
    if (state?.oomKilled) return true;
    if (look >= looks) return false;
    await deps.clock.sleep(SETTLE_MS);
  }
}

async function within(clock: Clock, work: Promise<void>, ms: number): Promise<void> {
  const done = new AbortController();
  const late = clock.sleep(ms, done.signal).then(() => {
    if (!done.signal.aborted) throw new PlumblineError('DOCKER_UNAVAILABLE', 'the output of the container did not end');
  });
  try {
    await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}
