import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { PlumblineError } from '../../../services/core/errors.ts';
import { lastWords } from '../last-words.ts';
import type { GitAddress } from './address.ts';

/** Time that one command may take, in milliseconds. */
const COMMAND_MS = 3_600_000;
/** Output that is kept of a command whose output is short, and of its errors, in characters. */
const OUTPUT_CHARACTERS = 65_536;

/** Nothing of the repository or of the machine runs: no hook, no filter, no prompt, no submodule, no other protocol. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=true',
  'credential.interactive=false',
  'fetch.recurseSubmodules=false',
  // What comes stays one pack and is written as it comes, so that its size is seen: a few objects would wait in memory.
  'fetch.unpackLimit=1',
  'http.followRedirects=false',
  'http.lowSpeedLimit=1024',
  'http.lowSpeedTime=60',
  'gc.auto=0',
  'maintenance.auto=false',
  'transfer.bundleURI=false',
];
/** What the environment may say to git, taken away: another repository, other settings, tracing of secrets. */
const FORGET = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT', 'GIT_TRACE'];

/** Git in a folder, speaking to one repository; it and what it starts end at the signal. */
export function startGit(
  folder: string,
  args: readonly string[],
  { protocol, settings }: GitAddress,
  signal: AbortSignal,
): ChildProcess {
  const variables = [
    'GIT_TERMINAL_PROMPT=0',
    'GIT_ASKPASS=true',
    'GIT_LFS_SKIP_SMUDGE=1',
    'GIT_SSH_COMMAND=ssh -oBatchMode=yes',
    `GIT_ALLOW_PROTOCOL=${protocol}`,
  ];
  const forget = FORGET.flatMap((name) => ['-u', name]);
  const config = [...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]);
  // Through env(1): the environment of this process is its own business, git's is said here.
  const child = spawn('env', [...forget, ...variables, 'git', ...config, '-C', folder, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  endTogether(child, signal);
  return child;
}

/**
 * Ends a process that leads a group with all of the group, at the signal or when its time is over: a transport that git
 * started goes on without it, and fetches to the end.
 */
function endTogether(child: ChildProcess, signal: AbortSignal): void {
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  };
  const timer = setTimeout(end, COMMAND_MS);
  const over = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    process.off('exit', end);
  };
  child.once('error', over).once('close', over);
  signal.addEventListener('abort', end, { once: true });
  // A group of its own hears nothing of the keyboard that ends this process.
  process.once('exit', end);
  if (signal.aborted) end();
}

/** Runs a command whose output is short and returns it. DATASET_MISSING with git's last words. */
export async function askGit(
  folder: string,
  args: readonly string[],
  address: GitAddress,
  signal: AbortSignal,
): Promise<string> {
  const child = startGit(folder, args, address, signal);
  child.stdin?.end();
  const [output, words, code] = await Promise.all([keep(child.stdout), keep(child.stderr), endOf(child)]);
  if (code === 0) return output;
  throw new PlumblineError('DATASET_MISSING', `git ${args[0]}: ${lastWords(words)}`);
}

/** Exit code of a process; −1 when it could not be started or was killed. */
export function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', (code) => resolve(code ?? -1));
  });
}

export async function keep(stream: Readable | null): Promise<string> {
  let text = '';
  for await (const piece of stream?.setEncoding('utf8') ?? []) text = (text + piece).slice(-OUTPUT_CHARACTERS);
  return text;
}
