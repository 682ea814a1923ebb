import type { Progress } from '../../cli/progress.ts';
import type { ApiClient } from '../../client/client.ts';
import { PlumblineError } from '../../core/errors.ts';
import type { IncidentDetail } from '../../core/model/api/incident.ts';
import type { NightView } from '../../core/model/api/night.ts';
import type { RunDetail } from '../../core/model/api/run.ts';
import { systemClock } from '../clock.ts';

/** How often the demo looks at the service, in milliseconds, and how long it waits for one thing before it gives up. */
const LOOK_MS = 500;
const WAIT_MS_MAX = 10 * 60_000;
/** Longest wait for the search, in milliseconds: each of its decisions builds an image and runs some pairs. */
const SEARCH_MS_MAX = 30 * 60_000;
/** Nights that a look reads: more than the demo plans. */
const NIGHTS = 20;

/** Looks until `find` answers; bounded in time and by the caller's signal. */
async function until<T>(
  what: string,
  signal: AbortSignal,
  find: () => Promise<T | null>,
  msMax: number = WAIT_MS_MAX,
): Promise<T> {
  const limit = performance.now() + msMax;
  while (performance.now() < limit) {
    const found = await find();
    if (found !== null) return found;
    await systemClock.sleep(LOOK_MS, signal);
    if (signal.aborted) throw new PlumblineError('TIMEOUT', `stopped while waiting for ${what}`);
  }
  throw new PlumblineError(
    'TIMEOUT',
    `no ${what} within ${msMax / 60_000} minutes; see logs/service.log in the demo's state folder`,
  );
}

/** Waits until runs have ended and draws how many have; `onFirst` gets the first of them. */
export async function watchRuns(
  client: ApiClient,
  ids: readonly string[],
  progress: Progress,
  signal: AbortSignal,
  onFirst: (run: RunDetail) => void,
): Promise<void> {
  const ended = new Set<string>();
  await until('end of the runs', signal, async () => {
    let note = 'waiting for the worker';
    for (const id of ids) {
      if (ended.has(id)) continue;
      const run = await client.run(id);
      if (run.state === 'running') note = `${run.benchmark} seed ${run.seed}`;
      if (run.state === 'queued' || run.state === 'running') break;
      if (ended.size === 0) onFirst(run);
      ended.add(id);
    }
    if (ended.size === ids.length) return true;
    progress.step(ended.size, ids.length, note);
    return null;
  });
  progress.end();
}

/** Waits for the next judged night that is not in `seen`, drawing the runs of the open one. */
export async function watchNight(
  client: ApiClient,
  seen: ReadonlySet<string>,
  progress: Progress,
  signal: AbortSignal,
): Promise<NightView> {
  const night = await until('judged night', signal, async () => {
    const { items } = await client.nights(NIGHTS);
    const open = items.find((item) => item.state === 'open');
    if (open) {
      const { runs } = await client.night(open.id);
      const done = runs.filter(({ run }) => run.state === 'ended' || run.state === 'cancelled').length;
      const current = runs.find(({ run }) => run.state === 'running')?.run;
      progress.step(done, runs.length, current ? `${current.benchmark} seed ${current.seed}` : '');
    }
    return items.filter((item) => item.state === 'judged' && !seen.has(item.id)).at(-1) ?? null;
  });
  progress.end();
  return night;
}

/** Waits until the incident of a benchmark has been confirmed and its issue opened, or until it was dismissed. */
export async function watchIncident(
  client: ApiClient,
  benchmark: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<IncidentDetail> {
  const detail = await until('answer of the confirmation', signal, async () => {
    const { items } = await client.incidents({});
    const incident = items.find((item) => item.benchmark === benchmark);
    if (!incident) return null;
    const found = await client.incident(incident.id);
    const pairs = found.experiment ? Math.floor(found.experiment.runs.length / 2) : 0;
    progress.step(pairs, found.experiment?.maxPairs ?? 1, `${incident.state}, paired re-runs`);
    return incident.state === 'dismissed' || found.issue !== null ? found : null;
  });
  progress.end();
  return detail;
}

/** Waits until the search for the cause of an incident has ended and GitHub was told what it found. */
export async function watchCause(
  client: ApiClient,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<IncidentDetail> {
  const look = async () => {
    const detail = await client.incident(id);
    const { incident, search, outbox } = detail;
    const decided = search?.steps.filter(({ ask, answer }) => ask.kind === 'trial' && answer !== null).length ?? 0;
    progress.step(decided, search?.search.bound?.decisions ?? 1, search?.search.reason ?? 'waits for its turn');
    const told = incident.cause !== null && outbox.every(({ state }) => state !== 'pending');
    return told ? detail : null;
  };
  const detail = await until('end of the search for the cause', signal, look, SEARCH_MS_MAX);
  progress.end();
  return detail;
}
