import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { Test } from 'tap';
import type { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import { testCache } from './dataset-cache.ts';

interface Question {
  readonly root: string;
  readonly pin: DatasetPin;
  readonly privateHosts: readonly string[];
}

/** Where the set lies, or what was wrong; `whole` is the error with all that hangs on it. */
export type Provided =
  | { readonly folder: string }
  | { readonly code: string; readonly message: string; readonly whole: string };

/** Fetches a data set in a process of its own, whose environment is this one's and what the test adds: Node reads its authorities once. */
export async function provideElsewhere(
  t: Test,
  question: Question,
  environment: Readonly<Record<string, string>>,
): Promise<Provided> {
  const child = fork(fileURLToPath(import.meta.url), ['provide'], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...environment },
  });
  t.teardown(() => child.kill('SIGKILL'));
  child.send(question);
  const ended = once(child, 'exit').then(() => [{ code: 'ENDED', message: 'the process ended', whole: '' }]);
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer as Provided;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'provide') {
  const [{ root, pin, privateHosts }] = (await once(process, 'message')) as [Question];
  const cache = testCache(root, { privateHosts });
  const answer = await cache.provide(pin).then(
    (folder): Provided => ({ folder }),
    (error: PlumblineError): Provided => ({ code: error.code, message: error.message, whole: inspect(error) }),
  );
  process.send?.(answer, () => process.disconnect());
}
