import { spawn } from 'node:child_process';
import type { Clock } from '../../services/core/ports/base.ts';

/** Time that a program of the operator may take, in milliseconds. */
export const PROGRAM_MS = 60_000;
/** Output of a program that is kept: its end, in characters. */
const TAIL_MAX = 2000;
/** Where its commands are found. Nothing of the worker's own environment reaches it. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Time for the output to arrive after the end, in milliseconds: what it left running may hold the pipe for ever. */
const OUTPUT_END_MS = 1000;

/** What a program is told, as variables. */
export interface ProgramCall {
  readonly run: string;
  /** UUIDs of the leased devices. */
  readonly devices: readonly string[];
  readonly platform: string;
}

export interface ProgramEnd {
  readonly ok: boolean;
  /** How it ended, in words. */
  readonly end: string;
  readonly output: string;
}

/** The variable by which a program of a run is known among the processes of the machine. */
export const RUN_VARIABLE = 'PLUMBLINE_RUN';

/**
 * Runs one of the operator's programs: by its path, without a shell, in a process group of its own, which is killed when
 * the time is over or `stop` aborts. Never fails.
 */
export async function runProgram(
  program: string,
  call: ProgramCall,
  clock: Clock,
  stop?: AbortSignal,
): Promise<ProgramEnd> {
  let child: ReturnType<typeof start>;
  try {
    child = start(program, call);
  } catch (error) {
    // A program that is being written, for one, is refused at once and not by an event.
    return { ok: false, end: `could not be started: ${error instanceof Error ? error.message : error}`, output: '' };
  }
  let output = '';
  let killed: string | null = null;
  // Without a free file number there are no streams.
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-TAIL_MAX);
    });
  const gone = new AbortController();
  const kill = (why: string): void => {
    if (gone.signal.aborted || child.pid === undefined) return;
    killed ??= why;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  const onStop = (): void => kill('killed: the run was stopped');
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`));
  });
  stop?.addEventListener('abort', onStop, { once: true });
  if (stop?.aborted) onStop();
  void clock.sleep(PROGRAM_MS, gone.signal).then(() => kill(`killed: it took longer than ${PROGRAM_MS / 1000} s`));
  const end = await ended;
  gone.abort();
  stop?.removeEventListener('abort', onStop);
  const enough = new AbortController();
  await Promise.race([closed, clock.sleep(OUTPUT_END_MS, enough.signal)]);
  enough.abort();
  return { ok: killed === null && end === 'exit code 0', end: killed ?? end, output: output.trim() };
}

function start(program: string, call: ProgramCall) {
  return spawn(program, [], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      [RUN_VARIABLE]: call.run,
      PLUMBLINE_DEVICES: call.devices.join(','),
      PLUMBLINE_PLATFORM: call.platform,
    },
  });
}
