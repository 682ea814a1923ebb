import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../services/client/client.ts';
import type { NightDetail } from '../../services/core/model/api/night.ts';
import type { RunDetail } from '../../services/core/model/api/run.ts';

/** Longest wait for one thing, in milliseconds, on a machine that does other work too; and how often is looked. */
const WAIT_MS_MAX = 180_000;
const LOOK_MS = 200;

/** Looks until there is an answer that is not null. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null>,
  msMax: number = WAIT_MS_MAX,
): Promise<T> {
  const limit = performance.now() + msMax;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > limit) throw new Error(`not within ${msMax} ms: ${what}`);
    await sleep(LOOK_MS);
  }
}

/** Waits until every run has ended. */
export async function endedRuns(client: ApiClient, ids: readonly string[]): Promise<RunDetail[]> {
  const runs: RunDetail[] = [];
  for (const id of ids) {
    runs.push(
      await eventually(`end of run ${id}`, async () => {
        const run = await client.run(id);
        return run.state === 'ended' || run.state === 'cancelled' ? run : null;
      }),
    );
  }
  return runs;
}

/** Runs a night for now to its judgement. */
export async function judgedNight(client: ApiClient): Promise<NightDetail> {
  const plan = await client.planNight();
  if (plan.problems.length > 0) throw new Error(`cannot be planned: ${plan.problems.map(({ reason }) => reason)}`);
  return eventually(`judgement of night ${plan.night.id}`, async () => {
    const detail = await client.night(plan.night.id);
    return detail.night.state === 'judged' ? detail : null;
  });
}

/** Calibrates a benchmark and waits until every series of it has its band. */
export async function calibrated(client: ApiClient, benchmark: string, runs: number): Promise<RunDetail[]> {
  const triggered = await client.calibrate({ benchmark, runs });
  const ended = await endedRuns(
    client,
    triggered.runs.map(({ id }) => id),
  );
  await eventually('calibrated bands', async () => {
    const series = await client.series({ benchmark });
    const details = await Promise.all(series.map(({ id }) => client.seriesDetail(id)));
    return details.length > 0 && details.every(({ band }) => band !== null) ? details : null;
  });
  return ended;
}

/** The verdict of every metric in the newest judged night: `{ accuracy: 'in-band', throughput: 'below' }`. */
export async function verdicts(client: ApiClient): Promise<Record<string, string>> {
  const { series } = await client.status();
  return Object.fromEntries(series.map((row) => [row.series.metric, row.verdict?.kind ?? 'not judged']));
}
