import { spawn } from 'node:child_process';
import { PlumblineError } from '../../services/core/errors.ts';
import { lastWords } from './last-words.ts';

/** Time one download may take, in milliseconds. */
const COMMAND_MS = 1_800_000;
/** Output that is kept of a command, in characters from the end. */
const KEPT_CHARACTERS = 4096;

/** Runs one of the machine's own package clients in a folder; DATASET_MISSING with its last words when it fails. */
export async function runClient(
  command: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: COMMAND_MS, signal });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-KEPT_CHARACTERS);
    });
  }
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? '' : `ended with ${signal ?? code}: ${lastWords(tail)}`),
    );
  });
  if (end !== '') {
    throw new PlumblineError(
      'DATASET_MISSING',
      `${command} ${args.slice(0, 2).join(' ')}: ${end.replace(/\s+/g, ' ')}`,
    );
  }
}
