import type { Migration } from './migration.ts';

/** Series, bands, points, verdicts and the summary rows that tables and grids are answered from. */
export const JUDGEMENT: Migration = {
  number: 3,
  name: 'judgement',
  sql: `
create table series (
  id text primary key,
  project text not null references projects,
  benchmark text not null,
  method_version integer not null,
  platform text not null,
  metric text not null,
  definition jsonb not null,
  unique (project, benchmark, method_version, platform, metric)
);

create table bands (
  id text primary key,
  series_id text not null references series,
  kind text not null check (kind in ('reference', 'declared', 'calibrated', 'learned')),
  low double precision not null,
  high double precision not null,
  centre double precision not null,
  deviation double precision not null,
  runs integer not null,
  reason text not null,
  made_at timestamptz not null,
  retired boolean not null
);
create index bands_of_series on bands (series_id, made_at desc);
create unique index bands_in_force on bands (series_id) where not retired;

create table points (
  series_id text not null references series,
  night_id text not null references nights,
  at timestamptz not null,
  value double precision,
  spread double precision not null,
  runs integer not null,
  planned integer not null,
  primary key (series_id, night_id)
);
create index points_newest on points (series_id, at desc);

create table verdicts (
  series_id text not null,
  night_id text not null,
  kind text not null check (kind in ('in-band', 'below', 'above', 'changed', 'no-band', 'invalid')),
  reason text not null,
  band jsonb,
  suspicious boolean not null,
  primary key (series_id, night_id),
  foreign key (series_id, night_id) references points
);
create index verdicts_of_night on verdicts (night_id);

-- One row a series, rewritten when a night is judged; everything in it can be made again from points and verdicts.
create table summaries (
  series_id text primary key references series,
  night_id text not null,
  recent jsonb not null
);
`,
};
