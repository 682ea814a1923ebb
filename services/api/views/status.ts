import { OPEN_STATES } from '../../core/judge/incident.ts';
import type { Status } from '../../core/model/api/status.ts';
import type { ApiDeps } from '../deps.ts';
import { readDrift } from './drift.ts';
import { readHosts } from './host.ts';
import { incidentView } from './incident.ts';
import { seriesStatus } from './series.ts';
import { readSilence } from './silence.ts';

const NIGHTS_SHOWN = 10;
const INCIDENTS_SHOWN = 100;

/** Reads the status from summary rows and counts; a queue that does not answer leaves its counts out. */
export async function readStatus(deps: ApiDeps): Promise<Status> {
  const { store, config, clock } = deps;
  const { project, version } = config;
  const [nights, latest, incidents, outbox, workers] = await Promise.all([
    store.nights.list(project, NIGHTS_SHOWN),
    store.series.latest(project),
    store.incidents.list({ project, states: OPEN_STATES }, INCIDENTS_SHOWN),
    store.outbox.counts(),
    readHosts(store),
  ]);
  const series = latest.map(seriesStatus);
  const verdicts: Status['verdicts'] = {
    'in-band': 0,
    below: 0,
    above: 0,
    changed: 0,
    'no-band': 0,
    invalid: 0,
    none: 0,
  };
  for (const { verdict } of series) verdicts[verdict?.kind ?? 'none']++;
  const platforms = new Set([...workers, ...series.map((entry) => entry.series)].map(({ platform }) => platform));
  return {
    project,
    version,
    now: clock.now().toISOString(),
    nights: [...nights],
    verdicts,
    series,
    openIncidents: incidents.map(incidentView),
    silent: await readSilence(deps, latest, workers),
    driftedSources: await readDrift(deps),
    outbox,
    workers,
    queues: await Promise.all([...platforms].sort().map((platform) => queueOf(deps, platform))),
  };
}

async function queueOf({ queue, log }: ApiDeps, platform: string): Promise<Status['queues'][number]> {
  try {
    return { platform, counts: { ...(await queue.counts(platform)) } };
  } catch (error) {
    log.warn('the queue does not answer', { platform, error: String(error) });
    return { platform, counts: null };
  }
}
