import type { History } from '../../core/judge/history.ts';
import type {
  BandView,
  PointView,
  SeriesDetail,
  SeriesStatus,
  SeriesView,
  VerdictView,
} from '../../core/model/api/series.ts';
import type { Band, Point, Series, StoredBand, Verdict } from '../../core/model/series.ts';
import type { SeriesSummary } from '../../core/ports/store.ts';

export function seriesView({
  id,
  project,
  benchmark,
  methodVersion,
  platform,
  metric,
  definition,
}: Series): SeriesView {
  return { id, project, benchmark, methodVersion, platform, metric, definition };
}

export function verdictView({ kind, reason, band, suspicious }: Verdict): VerdictView {
  return { kind, reason, band: band && bandView(band), suspicious };
}

export function bandView({ kind, low, high, centre, deviation, runs, reason }: Band): BandView {
  return { kind, low, high, centre, deviation, runs, reason };
}

export function storedBandView(band: StoredBand): SeriesDetail['bands'][number] {
  const { id, seriesId, madeAt, retired } = band;
  return { ...bandView(band), id, seriesId, madeAt, hosts: [...band.hosts], retired };
}

export function historyView({ segments, changes }: History): Pick<SeriesDetail, 'segments' | 'changes'> {
  return {
    segments: [...segments],
    changes: changes.map((change) => ({ ...change, dates: { ...change.dates, nights: [...change.dates.nights] } })),
  };
}

export function pointView(point: Point & { readonly verdict: Verdict }): PointView {
  const { nightId, at, value, spread, runs, planned, tainted, verdict } = point;
  const hosts = point.hosts.map((part) => ({ ...part }));
  return { nightId, at, value, spread, runs, planned, hosts, tainted, verdict: verdictView(verdict) };
}

/** One cell of the grid. */
export function seriesStatus({ series, point, verdict, recent }: SeriesSummary): SeriesStatus {
  return {
    series: seriesView(series),
    at: point?.at ?? null,
    nightId: point?.nightId ?? null,
    value: point?.value ?? null,
    verdict: verdict === null ? null : verdictView(verdict),
    recent: [...recent],
  };
}
