import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import { type ErrorCode, PlumblineError } from '../../services/core/errors.ts';
import type { WorkerSettings } from '../../services/core/model/worker.ts';
import type { WorkerDoor } from '../../services/core/ports/door.ts';
import { startWorker } from '../../workers/main.ts';
import { testIds } from './worker.ts';

/** A call through the channel between a worker process and the test that owns the door. */
interface Call {
  readonly id: number;
  readonly method: keyof WorkerDoor;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: { readonly code: ErrorCode; readonly message: string };
}

/** Starts a worker in a process of its own, whose door is the test's; killed at the end of the test. */
export function forkWorker(
  t: Test,
  door: WorkerDoor,
  host: string,
  stateFolder: string,
  settings: Partial<WorkerSettings> = {},
): ChildProcess {
  const args = [host, stateFolder, JSON.stringify(settings)];
  const child = fork(fileURLToPath(import.meta.url), args, { execArgv: ['--import', 'tsx'] });
  child.on('message', async ({ id, method, args }: Call) => {
    const answer = await (door[method] as (...args: unknown[]) => Promise<unknown>)
      .apply(door, [...args])
      .then((value): Answer => ({ id, value: value ?? null }))
      .catch((error: PlumblineError): Answer => ({ id, failure: { code: error.code, message: error.message } }));
    if (child.connected) child.send(answer);
  });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

/** SIGKILL: the process has no chance to tidy up. */
export async function killWorker(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The door as the worker process sees it. */
function channelDoor(): WorkerDoor {
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  process.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const call =
    (method: keyof WorkerDoor) =>
    async (...args: readonly unknown[]): Promise<never> => {
      calls += 1;
      const id = calls;
      // A signal cannot be sent; the test's door waits no longer than the claim says.
      const sent = method === 'claim' ? [{ ...(args[0] as object), waitMs: 500 }] : args;
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        process.send?.({ id, method, args: sent } satisfies Call);
      });
      waiting.delete(id);
      if (answer.failure !== undefined) throw new PlumblineError(answer.failure.code, answer.failure.message);
      return answer.value as never;
    };
  return {
    platform: call('platform'),
    claim: call('claim'),
    heartbeat: call('heartbeat'),
    log: call('log'),
    samples: call('samples'),
    telemetry: call('telemetry'),
    report: call('report'),
    next: call('next'),
    release: call('release'),
  };
}

const [, script, host, stateFolder, settings] = process.argv;
if (script === fileURLToPath(import.meta.url) && host !== undefined && stateFolder !== undefined) {
  const log = (message: string, data?: object): void => console.error(message, data ?? '');
  await startWorker({
    door: channelDoor(),
    platform: 'test',
    host,
    stateFolder,
    settings: JSON.parse(settings ?? '{}') as Partial<WorkerSettings>,
    clock: systemClock,
    ids: testIds,
    log: { info: () => undefined, warn: () => undefined, error: log },
  });
  process.on('disconnect', () => process.exit(0));
}
