import type { Command } from 'commander';
import type { RunSummary } from '../../core/model/api/run.ts';
import type { Act } from '../act.ts';
import { formatDuration } from '../duration.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';
import { wholeNumber } from './up.ts';

interface RunsOptions {
  benchmark?: string;
  platform?: string;
  state?: RunSummary['state'];
  purpose?: RunSummary['purpose'];
  night?: string;
  limit: number;
  cursor?: string;
}

export function registerRuns(program: Command, act: Act): void {
  program
    .command('runs')
    .description('runs, newest first')
    .option('--benchmark <name>')
    .option('--platform <name>')
    .option('--state <state>', 'queued, running, ended or cancelled')
    .option('--purpose <purpose>', 'night, manual, experiment, calibration, canary or pushed')
    .option('--night <id>')
    .option('--limit <number>', 'how many', wholeNumber, 20)
    .option('--cursor <cursor>', 'page after the one that printed it')
    .action((options: RunsOptions, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const { night, ...rest } = options;
          const query = {
            benchmark: rest.benchmark,
            platform: rest.platform,
            state: rest.state,
            purpose: rest.purpose,
            limit: rest.limit,
            cursor: rest.cursor,
            nightId: night,
          };
          const page = await client.runs(query);
          const more = page.next ? `\nMore: --cursor ${page.next}\n` : '';
          return { data: page, text: `${runTable(page.items)}${more}` };
        });
      }),
    );
}

export function runTable(runs: readonly RunSummary[]): string {
  const rows = runs.map((run) => [
    run.id,
    run.benchmark,
    run.platform,
    run.purpose,
    String(run.seed),
    run.outcome ?? run.state,
    lasted(run),
    run.createdAt,
  ]);
  return table(['run', 'benchmark', 'platform', 'purpose', 'seed', 'outcome', 'took', 'planned'], rows);
}

function lasted(run: RunSummary): string {
  if (run.startedAt === null || run.endedAt === null) return '–';
  return formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
}
