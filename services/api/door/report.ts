import { PlumblineError } from '../../core/errors.ts';
import type { StoredToken } from '../../core/model/access.ts';
import type { ReportAnswer, RunReport } from '../../core/model/job.ts';
import { checkReport } from '../../core/model/report-check.ts';
import { retryDelayMs } from '../../core/planning/retry.ts';
import { assertPlatform } from '../access.ts';
import type { ApiDeps } from '../deps.ts';
import { judgeHost } from './judge-host.ts';
import { quietly } from './quietly.ts';

type ReportDeps = Pick<ApiDeps, 'store' | 'queue' | 'clock' | 'log' | 'wake'>;

/**
 * Takes the end of an attempt. The fence is judged by the database alone: a late report is kept and marked and answers
 * 200, so that a worker stops sending it. The queue hears of it afterwards; an experiment's job goes on until `next`
 * ends it.
 */
export async function takeReport(
  deps: ReportDeps,
  caller: StoredToken | null,
  jobId: string,
  report: RunReport,
): Promise<ReportAnswer> {
  const { store, queue, clock, log, wake } = deps;
  const run = await store.runs.get(report.runId);
  if (run === null) throw new PlumblineError('NOT_FOUND', `there is no run "${report.runId}"`);
  const { platform } = run.pins;
  assertPlatform(caller, platform);
  if ((run.experiment?.id ?? run.id) !== jobId)
    throw new PlumblineError('INPUT_INVALID', `run "${run.id}" is not part of job "${jobId}"`);
  checkReport(run.metrics, report);
  const { taken, retry } = await store.runs.report(report, clock.now().toISOString());
  // Never in the queue, and judged at once: the host's next claim depends on it.
  if (run.purpose === 'canary') {
    if (run.host !== null) await judgeHost(deps, run.host, platform);
  } else if (run.experiment === null && retry)
    await quietly(log, 'give back', () => queue.giveBack(platform, jobId, report.fence, retryDelayMs(report.attempt)));
  else if (run.experiment === null && taken !== 'late')
    await quietly(log, 'complete', () => queue.complete(platform, jobId, report.fence));
  wake?.();
  return { taken };
}
