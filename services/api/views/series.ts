import type { PointView, SeriesStatus, SeriesView, VerdictView } from '../../core/model/api/series.ts';
import type { Point, Series, Verdict } from '../../core/model/series.ts';
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
  if (band === null) return { kind, reason, band, suspicious };
  const { kind: source, low, high, centre, deviation, runs, reason: why } = band;
  return { kind, reason, band: { kind: source, low, high, centre, deviation, runs, reason: why }, suspicious };
}

export function pointView(point: Point & { readonly verdict: Verdict }): PointView {
  const { nightId, at, value, spread, runs, planned, verdict } = point;
  return { nightId, at, value, spread, runs, planned, verdict: verdictView(verdict) };
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
