/** Columns under the names of the model, of tables that go by `s`, `p`, `v` and `b`. */
export const SERIES_COLUMNS = `s.id, s.project, s.benchmark, s.method_version as "methodVersion", s.platform, s.metric,
  s.definition`;
export const POINT_COLUMNS = `p.series_id as "seriesId", p.night_id as "nightId", p.at, p.value, p.spread, p.runs,
  p.planned, p.missed, p.hosts, p.tainted`;
export const VERDICT_COLUMNS = `v.series_id as "seriesId", v.night_id as "nightId", v.kind, v.reason, v.band,
  v.suspicious`;
export const BAND_COLUMNS = `b.id, b.series_id as "seriesId", b.kind, b.low, b.high, b.centre, b.deviation, b.runs,
  b.reason, b.made_at as "madeAt", b.hosts, b.offsets, b.retired`;
