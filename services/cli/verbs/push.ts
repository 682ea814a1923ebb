import type { Command } from 'commander';
import type { ApiClient } from '../../client/client.ts';
import { PlumblineError } from '../../core/errors.ts';
import type { ResultAnswer } from '../../core/model/api/result.ts';
import type { Benchmark } from '../../core/model/benchmark.ts';
import { fingerprint } from '../../core/model/identity.ts';
import type { PushedResult } from '../../core/model/pushed.ts';
import type { Act } from '../act.ts';
import type { CliContext } from '../context.ts';
import { documentOfLog, readDocument } from '../push-document.ts';
import type { PushOptions } from '../push-options.ts';
import { table } from '../table.ts';
import { wholeNumber } from './up.ts';

/** Tries while the service is away, and the waits between them in milliseconds: two minutes in all. */
const TRIES_MAX = 7;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

const collect = (text: string, before: string[]): string[] => [...before, text];

export function registerPush(program: Command, act: Act): void {
  program
    .command('push')
    .description('hand in a finished result of another system: a result document, or a log with the options below')
    .argument('<file>', 'the document or the log; - reads standard input')
    .option('--benchmark <name>', 'of a log')
    .option('--platform <name>', 'of a log')
    .option('--seed <number>', 'of a log', wholeNumber)
    .option('--format <name>', 'format of the log, for --metric (else it is found)')
    .option('--metric <name=key>', 'key of a metric in the log; may be repeated', collect, [])
    .option('--metrics <file>', 'description of the metrics (JSON), for a benchmark that is not in the catalog')
    .option('--env-from <file>', 'environment (JSON): {"stack": …, "host": …, "image": …}')
    .option('--host <name>', 'stable name of the machine (default: its own)')
    .option('--started <instant>', 'default: the end')
    .option('--ended <instant>', 'default: when the file was written last')
    .option('--exit-code <number>', 'exit code of the run; another one than 0 is a finding', Number)
    .option('--night <day>', 'day or instant in UTC that groups the results of one pass (default: the day it ended)')
    .option('--last', 'the last result of its night: judge it now')
    .option('--source <name>', 'the system that made it', 'push')
    .option('--source-id <id>', 'its id there: the same id again is the same result')
    .option('--source-url <url>', 'where a person sees it there')
    .option('--tainted <reason>', 'why it must not enter a baseline; may be repeated', collect, [])
    .option('--key <text>', 'Idempotency-Key (default: made from the content)')
    .option('--dry-run', 'print what would be stored and where it lies in its band')
    .action((file: string, options: PushOptions, command: Command) =>
      act(command, async (context) => {
        const { operations, output, signal } = context;
        const from = file === '-' ? null : file;
        const place = await operations.pushPlace(from);
        const { client } = place;
        if (client === null)
          throw new PlumblineError('API_UNAVAILABLE', 'no service runs here, and PLUMBLINE_API_URL names none');
        const tried = <T>(call: () => Promise<T>) => retried(call, signal, (text) => output.err(text));
        const document = await documentOf(context, from, options, place, (name) =>
          tried(() => manifestOf(client, name)),
        );
        const key = options.key ?? fingerprint(document);
        const answer = await tried(() => client.pushResult(document, { key, dryRun: options.dryRun === true }));
        return {
          data: options.dryRun ? { document, answer } : answer,
          text: textOf(document, answer),
          finding: answer.outcome !== 'measured' || answer.measurements.some(({ place }) => isOutside(place)),
        };
      }),
    );
}

async function documentOf(
  { operations: { readInput } }: CliContext,
  file: string | null,
  options: PushOptions,
  place: { readonly host: string; readonly now: Date; readonly writtenAt: Date | null },
  manifest: (name: string) => Promise<Benchmark | null>,
): Promise<PushedResult> {
  const { benchmark } = options;
  if (benchmark === undefined) return readDocument(readInput(file), file ?? '-');
  const around = { ...place, readInput, manifest: await manifest(benchmark) };
  return documentOfLog(readInput(file), { ...options, benchmark }, around);
}

async function manifestOf(client: ApiClient, name: string): Promise<Benchmark | null> {
  try {
    return (await client.benchmark(name)).manifest;
  } catch (error) {
    if (error instanceof PlumblineError && error.code === 'UNKNOWN_BENCHMARK') return null;
    throw error;
  }
}

/** Asks again while the service is away, with the same key, so that an answer that was lost stores nothing twice. */
export async function retried<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const again = error instanceof PlumblineError && error.retryable && attempt < TRIES_MAX && !signal.aborted;
      if (!again) throw error;
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
      tell(`${error.code}: ${error.message}; again in ${waitMs / 1000} s\n`);
      await waited(waitMs, signal);
    }
  }
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

const isOutside = (place: string): boolean => place === 'below' || place === 'above';

function textOf({ benchmark, platform, seed }: PushedResult, answer: ResultAnswer): string {
  const { run, night, nightId, repeated, outcome, detail, unknown } = answer;
  const rows = answer.measurements.map(({ metric, value, unit, low, high, place }) => [
    metric,
    value,
    unit,
    low === null || high === null ? '–' : `${low} to ${high}`,
    place,
  ]);
  const stored =
    run === null ? 'would be stored' : repeated ? `was stored before as run ${run.id}` : `is stored as run ${run.id}`;
  const lines = [
    `${benchmark} on ${platform}, seed ${seed}: ${outcome}${detail === '' ? '' : ` (${detail})`}; it ${stored}`,
    `night ${night}${nightId === null ? '' : ` (${nightId})`}: it is judged when it closes`,
    ...(unknown.length === 0 ? [] : [`unknown: ${unknown.join(' and ')}, so nobody can say what changed there`]),
  ];
  return `${rows.length === 0 ? '' : table(['metric', 'value', 'unit', 'band of a single run', 'place'], rows)}${lines.join('\n')}\n`;
}
