import type { Command } from 'commander';
import type { ApiClient } from '../../client/client.ts';
import { PlumblineError } from '../../core/errors.ts';
import type { RunDetail } from '../../core/model/api/run.ts';
import type { Scalar } from '../../core/model/base.ts';
import type { Act } from '../act.ts';
import { createProgress, type Progress } from '../progress.ts';
import { parseScalar, splitSetting } from '../settings.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';
import { runTable } from './runs.ts';
import { wholeNumber } from './up.ts';

/** How often a waiting CLI asks for the state of its runs, in milliseconds. */
const POLL_MS = 1_000;

interface RunOptions {
  platform?: string;
  seed?: number;
  set: string[];
  wait?: boolean;
  calibrate?: number | true;
}

export function registerRun(program: Command, act: Act): void {
  program
    .command('run')
    .description('run a benchmark now, before nightly runs, with the manifest’s first seed')
    .argument('<benchmark>')
    .option('--platform <name>')
    .option('--seed <number>', 'another seed than the manifest’s first', wholeNumber)
    .option('--set <key=value...>', 'configuration keys with other values than the manifest’s', [])
    .option('--calibrate [runs]', 'fresh seeds from which the speed bands of this platform are made', (text) =>
      wholeNumber(text),
    )
    .option('--wait', 'wait for the end and print what was measured (always when no service runs)')
    .action((benchmark: string, options: RunOptions, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        return withApi(operations, { worker: true }, async ({ client, ownProcess }) => {
          const triggered = await trigger(client, benchmark, options);
          if (!options.wait && !ownProcess)
            return { data: triggered, text: `${runTable(triggered.runs)}\nFollow one with: plumbline logs <run> -f\n` };
          const progress = createProgress(output, benchmark);
          const details = await waitForRuns(
            client,
            triggered.runs.map((run) => run.id),
            progress,
            signal,
          );
          return {
            data: { runs: details },
            text: measuredTable(details),
            finding: details.some((run) => run.outcome !== 'measured'),
          };
        });
      }),
    );
}

function trigger(client: ApiClient, benchmark: string, options: RunOptions) {
  const platform = options.platform;
  if (options.calibrate !== undefined)
    return client.calibrate({ benchmark, platform, runs: options.calibrate === true ? undefined : options.calibrate });
  const set = parseSettings(options.set);
  return client.trigger({
    benchmark,
    platform,
    seed: options.seed,
    set: Object.keys(set).length > 0 ? set : undefined,
  });
}

/** `epochs=3` → {epochs: 3}; numbers and true/false are typed, all else is text. Throws USAGE naming the argument. */
export function parseSettings(settings: readonly string[]): Record<string, Scalar> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [key, text] = splitSetting(setting);
      return [key.replace(/^config:/, ''), parseScalar(text)];
    }),
  );
}

/** Polls runs until all have ended; bounded by the caller's signal, since a run's own time limit bounds it. */
export async function waitForRuns(
  client: ApiClient,
  ids: readonly string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<RunDetail[]> {
  const ended = new Map<string, RunDetail>();
  while (ended.size < ids.length) {
    for (const id of ids.filter((id) => !ended.has(id))) {
      const run = await client.run(id);
      if (run.state === 'ended' || run.state === 'cancelled') ended.set(id, run);
      progress.step(ended.size, ids.length, `seed ${run.seed}: ${run.outcome ?? run.state}`);
    }
    if (signal.aborted) throw new PlumblineError('TIMEOUT', 'stopped while the runs were under way; they go on');
    if (ended.size < ids.length) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  progress.end();
  return ids.flatMap((id) => ended.get(id) ?? []);
}

function measuredTable(runs: readonly RunDetail[]): string {
  const rows = runs.flatMap((run): (string | number | null)[][] =>
    run.measurements.length === 0
      ? [[run.id, String(run.seed), run.outcome ?? run.state, '–', null, run.detail]]
      : run.measurements.map((value) => [
          run.id,
          String(run.seed),
          run.outcome ?? run.state,
          value.metric,
          value.value,
          value.unit,
        ]),
  );
  return table(['run', 'seed', 'outcome', 'metric', 'value', 'unit'], rows);
}
