import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../../services/core/ports/base.ts';
import { pauseMs } from '../spool/backoff.ts';
import type { DeviceReading, ToolCommand } from './reading.ts';

/** Times that a tool which had told something is started again within one run; then it is left alone. */
const RESTARTS_MAX = 5;
/** A driver in trouble answers never: a tool that is silent for so long is ended and started again, in milliseconds. */
const SILENCE_MS = 60_000;
/** Between SIGTERM and SIGKILL, in milliseconds. */
const GRACE_MS = 2000;
/** A process in a driver that hangs cannot even be killed: the run does not wait for it any longer than this. */
const END_MS = 10_000;
/** Last words of a tool that are kept, in characters. */
const WORDS_MAX = 300;

/** A vendor's tool that runs beside a run. */
export interface Tool {
  /** Ends its process and waits until it is gone. Never fails. */
  end(): Promise<void>;
}

/**
 * Runs the first of the commands that tells anything, one process at a time, until it is ended. One that ends without a
 * reading makes room for the next command; one that had told something is started again, a bounded number of times.
 *
 * @param onGone is called once, when nothing more will come; with the last words of the tool.
 */
export function runTool(options: {
  readonly commands: readonly ToolCommand[];
  readonly clock: Clock;
  readonly onReadings: (readings: readonly DeviceReading[]) => void;
  readonly onGone: (words: string) => void;
}): Tool {
  const { commands, clock, onReadings, onGone } = options;
  const ended = new AbortController();

  async function run(): Promise<void> {
    let words = '';
    let restarts = 0;
    for (let at = 0; at < commands.length && !ended.signal.aborted; ) {
      const command = commands[at] as ToolCommand;
      const end = await runOnce(command, clock, onReadings, ended.signal);
      words = `${command.program} ${end.words}`.slice(0, WORDS_MAX);
      if (!end.told) {
        at += 1;
        continue;
      }
      if (command.repeatMs !== undefined && end.code === 0) {
        await clock.sleep(command.repeatMs, ended.signal);
        continue;
      }
      restarts += 1;
      if (restarts > RESTARTS_MAX) break;
      await clock.sleep(pauseMs(restarts), ended.signal);
    }
    if (!ended.signal.aborted) onGone(words);
  }
  const running = run().catch((error: unknown) => onGone(String(error)));

  return {
    async end() {
      ended.abort();
      const gone = new AbortController();
      await Promise.race([running, clock.sleep(END_MS, gone.signal)]);
      gone.abort();
    },
  };
}

interface ToolEnd {
  readonly code: number | null;
  /** Whether it told anything of the devices. */
  readonly told: boolean;
  readonly words: string;
}

async function runOnce(
  command: ToolCommand,
  clock: Clock,
  onReadings: (readings: readonly DeviceReading[]) => void,
  stop: AbortSignal,
): Promise<ToolEnd> {
  const child = spawn(command.program, [...command.args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new AbortController();
  let told = false;
  let heard = clock.now().getTime();
  let words = '';
  // A program that cannot be started has an error and may have no end.
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', (error) => {
      words = error.message;
      resolve(null);
    });
  });
  const read = command.reader();
  createInterface({ input: child.stdout }).on('line', (line) => {
    heard = clock.now().getTime();
    const readings = read(line);
    if (readings.length === 0) {
      words = line;
      return;
    }
    told = true;
    onReadings(readings);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    words = line;
  });

  const halt = (): void => void kill(child, clock, gone.signal);
  stop.addEventListener('abort', halt, { once: true });
  if (stop.aborted) halt();
  void watchSilence();
  /** A driver in trouble keeps its tool waiting for ever. */
  async function watchSilence(): Promise<void> {
    const over = AbortSignal.any([gone.signal, stop]);
    while (!over.aborted) {
      await clock.sleep(SILENCE_MS, over);
      if (over.aborted || clock.now().getTime() - heard < SILENCE_MS) continue;
      words = `said nothing for ${SILENCE_MS / 1000} s`;
      halt();
    }
  }
  try {
    const code = await closed;
    return { code, told, words: words === '' ? `ended with ${code}` : words };
  } finally {
    gone.abort();
    stop.removeEventListener('abort', halt);
  }
}

async function kill(child: ChildProcess, clock: Clock, gone: AbortSignal): Promise<void> {
  child.kill('SIGTERM');
  await clock.sleep(GRACE_MS, gone);
  if (gone.aborted) return;
  child.kill('SIGKILL');
  await clock.sleep(GRACE_MS, gone);
  if (gone.aborted) return;
  // It hangs in its driver, or left something that holds its output: the worker must be able to end all the same.
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}
