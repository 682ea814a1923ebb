import type { Command } from 'commander';
import type { NightPlan } from '../../core/model/api/night.ts';
import type { Act } from '../act.ts';
import { createProgress } from '../progress.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';
import { waitForRuns } from './run.ts';
import { verdictTable } from './status.ts';

/** How often the CLI asks whether a night has been judged, and how long after its last run, in milliseconds. */
const POLL_MS = 1_000;
const JUDGE_MS_MAX = 60_000;

export function registerNight(program: Command, act: Act): void {
  program
    .command('night')
    .description('plan a night now; with --dry-run only print the plan')
    .option('--dry-run', 'print what would run and change nothing')
    .option('--wait', 'wait until it is judged and print the verdicts (always when no service runs)')
    .action((options: { dryRun?: boolean; wait?: boolean }, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        return withApi(operations, { worker: !options.dryRun }, async ({ client, ownProcess }) => {
          const plan = await client.planNight({ dryRun: options.dryRun === true });
          const finding = plan.problems.length > 0;
          if (options.dryRun || (!options.wait && !ownProcess)) return { data: plan, text: planText(plan), finding };
          await waitForRuns(
            client,
            plan.runs.map((run) => run.id),
            createProgress(output, 'night'),
            signal,
          );
          const until = performance.now() + JUDGE_MS_MAX;
          while ((await client.night(plan.night.id)).night.state !== 'judged' && performance.now() < until)
            await new Promise((resolve) => setTimeout(resolve, POLL_MS));
          const status = await client.status();
          return {
            data: { plan, status },
            text: `${planText(plan)}\n${verdictTable(status.series)}`,
            finding: finding || status.openIncidents.length > 0,
          };
        });
      }),
    );
}

function planText(plan: NightPlan): string {
  const rows = plan.runs.map((run) => [run.benchmark, run.platform, run.seed, run.id]);
  const problems = plan.problems.map((problem) => [problem.benchmark, problem.platform, problem.reason]);
  const head = `Night ${plan.night.instant} (${plan.night.schedule}), ${plan.planned ? 'planned' : 'not planned now'}: ${plan.runs.length} runs, deadline ${plan.night.deadline}\n`;
  return `${head}${table(['benchmark', 'platform', 'seed', 'run'], rows)}${problems.length > 0 ? `\nCannot be planned\n${table(['benchmark', 'platform', 'why'], problems)}` : ''}`;
}
