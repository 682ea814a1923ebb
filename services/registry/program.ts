import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { PlumblineError } from '../core/errors.ts';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  readonly limitMs: number;
  /** Each line of standard output and standard error, cut at `MAX_LINE_CHARACTERS`. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramEnd {
  readonly code: number | null;
  /** The last lines that it said, oldest first. */
  readonly tail: readonly string[];
}

export const MAX_LINE_CHARACTERS = 4096;
export const TAIL_LINES = 40;

/**
 * Runs a program without a shell, in this process' own environment (it holds the site's proxies and certificates), with
 * bounded memory for what it says. Resolves with its exit code, whatever that is.
 * DEPENDENCY_MISSING when it is not installed, TIMEOUT when it ran past its limit; an abort rejects with its reason.
 */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<ProgramEnd> {
  const limit = AbortSignal.timeout(options.limitMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const tail: string[] = [];
    const take = (line: string) => {
      if (line.trim() === '') return;
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine?.(line);
    };
    const splitters = [createSplitter(take), createSplitter(take)] as const;
    child.stdout.on('data', splitters[0].push);
    child.stderr.on('data', splitters[1].push);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        reject(new PlumblineError('DEPENDENCY_MISSING', `the program ${command} is not installed`, { cause: error }));
      } else if (limit.aborted) {
        reject(new PlumblineError('TIMEOUT', `${command} ran longer than ${options.limitMs / 1000} s`));
      } else reject(options.signal?.aborted ? options.signal.reason : error);
    });
    child.on('close', (code) => {
      for (const splitter of splitters) splitter.end();
      resolve({ code, tail });
    });
  });
}

/** Cuts a stream of bytes into lines; a carriage return ends one too, since progress bars use it. */
function createSplitter(take: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  return {
    push(chunk) {
      const lines = (pending + decoder.write(chunk)).split(/\r\n|\n|\r/);
      pending = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
      for (const line of lines) take(line.slice(0, MAX_LINE_CHARACTERS));
    },
    end() {
      if (pending !== '') take(pending);
      pending = '';
    },
  };
}
