import { describeBand } from '../../core/judge/band-wording.ts';
import { classOf } from '../../core/judge/incident-class.ts';
import type { IncidentDetail, IncidentView } from '../../core/model/api/incident.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { OutboxEntry } from '../../core/model/issue.ts';
import type { SeriesPoint, Store } from '../../core/ports/store.ts';
import { experimentView } from './experiment.ts';
import { conclusionView, searchDetail } from './search.ts';
import { bandView } from './series.ts';

export function incidentView(incident: Incident): IncidentView {
  return {
    ...incident,
    dates: [...incident.dates],
    class: classOf(incident),
    series: incident.series.map((series) => ({
      ...series,
      confirmation: series.confirmation && {
        ...series.confirmation,
        interval: series.confirmation.interval && [...series.confirmation.interval],
      },
    })),
    cause: incident.cause && conclusionView(incident.cause),
    suspects: incident.suspects.map((change) => ({ ...change })),
  };
}

/** An incident with its events, its experiment, its search, its issue and what is written to it. */
export async function incidentDetail(store: Store, incident: Incident): Promise<IncidentDetail> {
  const [points, events, issue, entries, experiment, runs, search] = await Promise.all([
    store.series.ofNight(
      incident.nightId,
      incident.series.map(({ seriesId }) => seriesId),
    ),
    store.incidents.events(incident.id),
    store.outbox.issue(incident.id),
    store.outbox.entries(incident.id),
    incident.experimentId === null ? null : store.experiments.get(incident.experimentId),
    incident.experimentId === null ? [] : store.experiments.runs(incident.experimentId),
    incident.searchId === null ? null : store.searches.get(incident.searchId),
  ]);
  return {
    incident: incidentView(incident),
    bands: points.flatMap(shownBand),
    events: events.map(({ at, from, to, actor, reason }) => ({ at, from, to, actor, reason })),
    experiment: experiment && experimentView(experiment, runs),
    search: search && (await searchDetail(store, search)),
    issue: issue && { repository: issue.repository, number: issue.number, url: issue.url, state: issue.state },
    outbox: entries.map(outboxView),
  };
}

function shownBand({ series, point }: SeriesPoint): IncidentDetail['bands'] {
  const { band } = point.verdict;
  if (band === null) return [];
  return [{ seriesId: series.id, band: bandView(band), description: describeBand(band, series.definition) }];
}

function outboxView({ sequence, action, state, attempts, lastError }: OutboxEntry): IncidentDetail['outbox'][number] {
  const title = 'title' in action ? action.title : null;
  return { sequence, kind: action.kind, title, body: action.body, state, attempts, lastError };
}
