import { hasConvergence } from '../core/judge/convergence-reference.ts';
import type { JudgedSeries } from '../core/judge/experiment-step.ts';
import type { GroupHistory } from '../core/judge/group.ts';
import { settledOffsets } from '../core/judge/host-offset.ts';
import { failureHistory } from '../core/judge/judge-convergence.ts';
import { learnedBand } from '../core/judge/learned.ts';
import { watchesCreep } from '../core/judge/rest.ts';
import { type SettledNight, settledNights } from '../core/judge/suspicion/settled.ts';
import { BASELINE_NIGHTS_MAX, WINDOW_NIGHTS } from '../core/judge/thresholds.ts';
import type { Incident } from '../core/model/incident.ts';
import type { Night } from '../core/model/night.ts';
import { instantOf, type JudgeDeps } from './deps.ts';

/** Points of a series that are read: the longest baseline, the window, and as much again for nights that do not count. */
const POINTS_MAX = 2 * (BASELINE_NIGHTS_MAX + WINDOW_NIGHTS);
/** Newest incidents of one benchmark and platform that are looked at; older ones lie before the points. */
const INCIDENTS_MAX = 500;

/** Settled nights of every series of a group, by series id. */
export async function historiesOf(
  { store }: JudgeDeps,
  night: Night,
  where: { readonly project: string; readonly benchmark: string; readonly platform: string },
  series: readonly JudgedSeries[],
): Promise<ReadonlyMap<string, GroupHistory>> {
  const points = await store.series.recent(
    series.map((entry) => entry.series.id),
    POINTS_MAX,
  );
  const incidents: readonly Incident[] = await store.incidents.list(where, INCIDENTS_MAX);
  const kept = BASELINE_NIGHTS_MAX + WINDOW_NIGHTS;
  return new Map(
    series.map(({ series: { id, definition } }) => {
      const before = (points.get(id) ?? []).filter(({ at }) => at < night.instant);
      const settled = settledNights(before, incidents, definition);
      const failures = failureHistory(before);
      return [id, { before: settled.slice(-kept), watchCreep: watchesCreep(before, incidents), failures }];
    }),
  );
}

/** Keeps the offsets of hosts with the band, as soon as their first nights are complete. */
async function withOffsets(
  deps: JudgeDeps,
  entry: JudgedSeries,
  before: readonly SettledNight[],
): Promise<JudgedSeries> {
  const { band, series } = entry;
  if (band === null) return entry;
  const offsets = settledOffsets(band, before, series.definition);
  if (Object.keys(offsets).length === Object.keys(band.offsets).length) return entry;
  const kept = { ...band, id: deps.ids.next('band'), offsets };
  await deps.store.series.putBand(kept);
  return { ...entry, band: kept };
}

/** Gives series that have no band one from their first accepted nights, once there are enough. */
export async function withLearnedBands(
  deps: JudgeDeps,
  series: readonly JudgedSeries[],
  history: ReadonlyMap<string, GroupHistory>,
  perPoint: number,
): Promise<JudgedSeries[]> {
  const result: JudgedSeries[] = [];
  for (const known of series) {
    const { id, definition, metric } = known.series;
    const entry = await withOffsets(deps, known, history.get(id)?.before ?? []);
    const own = entry.band !== null || hasConvergence(definition);
    const found = own ? null : learnedBand(history.get(id)?.before ?? [], definition, perPoint);
    if (found === null) {
      result.push(entry);
      continue;
    }
    const band = {
      ...found.band,
      ...{
        id: deps.ids.next('band'),
        seriesId: id,
        madeAt: instantOf(deps),
        hosts: found.hosts,
        offsets: {},
        retired: false,
      },
    };
    await deps.store.series.putBand(band);
    deps.log.info('band learned', { series: id, metric, band: band.reason });
    result.push({ ...entry, band });
  }
  return result;
}
