import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { type ApiClient, createApiClient } from '../../services/client/client.ts';
import { readAdminToken } from '../../services/composition/discovery.ts';
import type { Config } from '../../services/core/model/config.ts';
import { eventually } from './e2e.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/plumbline.mjs', import.meta.url));
/** Longest start of a process, in milliseconds, on a machine that does other work too. */
const START_MS_MAX = 60_000;

/** The real command line in a process of its own; killed at the end of the test if it still runs. */
export interface Plumbline {
  readonly child: ChildProcess;
  /** Everything it wrote to standard error and standard output. */
  text(): string;
  signal(name: NodeJS.Signals): void;
  /** Waits for the end: its exit code, or the signal that ended it. Throws when it has not ended in time. */
  ended(msMax: number): Promise<number | NodeJS.Signals>;
}

/** Starts `plumbline …` with no more of this process' environment than the path. */
export function plumbline(t: Test, args: readonly string[], environment: Record<string, string> = {}): Plumbline {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  const exit = once(child, 'close');
  t.teardown(async () => {
    if (!t.passing()) t.comment(text.slice(-4000));
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exit;
  });
  return {
    child,
    text: () => text,
    signal: (name) => void child.kill(name),
    ended: (msMax) =>
      eventually(
        `end of plumbline ${args.join(' ')}: ${text.slice(-500)}`,
        async () => child.exitCode ?? child.signalCode,
        msMax,
      ),
  };
}

/** `plumbline up` in a process of its own, and a client with its admin token. */
export interface ServiceProcess extends Plumbline {
  readonly url: string;
  readonly client: ApiClient;
}

/** Writes the configuration as a file, as a user would, and starts the service; resolves when it answers. */
export async function serviceProcess(
  t: Test,
  config: Config,
  options: { readonly port?: number; readonly worker?: boolean } = {},
): Promise<ServiceProcess> {
  const process = plumbline(t, [
    'up',
    '--config',
    configFile(config),
    '--port',
    String(options.port ?? 0),
    ...(options.worker ? [] : ['--no-worker']),
  ]);
  const url = await eventually(
    'start of the service',
    async () => {
      if (process.child.exitCode !== null) throw new Error(`the service ended: ${process.text()}`);
      return /Plumbline runs at (\S+) /.exec(process.text())?.[1] ?? null;
    },
    START_MS_MAX,
  );
  return { ...process, url, client: createApiClient({ baseUrl: url, token: readAdminToken(config.state) }) };
}

/** The keys of a configuration that the tests of whole processes set, as a `plumbline.yaml` in the state folder. */
export function configFile({ project, catalog, state, images }: Config): string {
  mkdirSync(state, { recursive: true });
  const file = join(state, 'plumbline.yaml');
  const { base } = images;
  writeFileSync(
    file,
    `${JSON.stringify({ schemaVersion: 1, project, catalog, state, schedules: [], images: { base } })}\n`,
  );
  return file;
}

/** `plumbline worker` in a process and a state folder of its own, with a token made through the API. */
export async function workerProcess(
  t: Test,
  service: Pick<ServiceProcess, 'url' | 'client'>,
  state: string,
  platform = 'cpu-x86_64',
): Promise<Plumbline> {
  const { secret } = await service.client.createToken({ name: `worker of ${state}`, role: 'worker', platform });
  return plumbline(t, ['worker', '--api', service.url, '--platform', platform], {
    PLUMBLINE_STATE: state,
    PLUMBLINE_TOKEN: secret,
  });
}
