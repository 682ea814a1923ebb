import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../infra/setup.sh', import.meta.url));
const RUN_LIMIT_MS = 100_000;
const TOOLS = 'sh basename cat chmod cp date dirname find grep id kill mkdir rm sed setsid sleep tail timeout tr'.split(
  ' ',
);
const REQUIRED = ['mmdebstrap', 'mount', 'apt-get', 'apt-cache', 'npm', 'python3', 'node', 'docker', 'dockerd'];
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export interface Machine {
  readonly folder: string;
  readonly env: Record<string, string>;
  /** Replaces or adds a program by a shell script. */
  program(name: string, script: string): void;
  setup(
    args: string[],
    options?: { uid?: number; env?: Record<string, string> },
  ): Promise<{ code: number | null; text: string }>;
}

/** A pretended machine: its own PATH, distribution file, clone and run folder, so that no test depends on this one. */
export function pretendMachine(folder: string, options: { without?: string[]; distribution?: string } = {}): Machine {
  chmodSync(folder, 0o755);
  const bin = join(folder, 'bin');
  for (const name of ['bin', 'run', 'clone', 'clone/node_modules']) mkdirSync(join(folder, name));
  const program = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  for (const name of TOOLS) link(bin, name);
  for (const name of REQUIRED) if (!options.without?.includes(name)) program(name, 'exit 0');
  // An engine that answers, a pip that works, a Node that is new enough.
  if (!options.without?.includes('docker')) program('docker', 'echo 20.10.24');
  if (!options.without?.includes('node')) program('node', '[ "$1" = --version ] && echo v22.11.0; exit 0');
  if (!options.without?.includes('python3')) program('python3', 'echo Python 3.11.2');
  writeFileSync(join(folder, 'os-release'), options.distribution ?? 'ID=debian\nVERSION_ID="12"\n');
  writeFileSync(join(folder, 'clone/package-lock.json'), '{}');
  writeFileSync(join(folder, 'clone/node_modules/.package-lock.json'), '{}');
  const env = {
    PATH: bin,
    PLUMBLINE_OS_RELEASE: join(folder, 'os-release'),
    PLUMBLINE_CLONE: join(folder, 'clone'),
    PLUMBLINE_RUN: join(folder, 'run'),
    PLUMBLINE_ENGINE_LOG: join(folder, 'engine.log'),
    PLUMBLINE_APT_LOG: join(folder, 'apt.log'),
  };
  return {
    folder,
    env,
    program,
    setup: (args, extra = {}) => run(args, { ...env, ...extra.env }, extra.uid),
  };
}

function link(bin: string, name: string): void {
  const found = FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found) symlinkSync(found, join(bin, name));
}

function run(
  args: string[],
  env: Record<string, string>,
  uid?: number,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', [SCRIPT, ...args], {
      env,
      ...(uid === undefined ? {} : { uid }),
      timeout: RUN_LIMIT_MS,
    });
    let text = '';
    child.stdout.on('data', (piece: Buffer) => (text += piece));
    child.stderr.on('data', (piece: Buffer) => (text += piece));
    child.on('error', reject);
    // `exit`, not `close`: an engine that was started keeps no pipe of ours, but must never make a test wait for it.
    child.on('exit', (code) => setImmediate(() => resolve({ code, text })));
  });
}
