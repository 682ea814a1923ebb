import type { Migration } from './migration.ts';

/** Searches for a cause, their steps, and the experiments that ask for them. */
export const SEARCH: Migration = {
  number: 6,
  name: 'search',
  sql: `
create table searches (
  id text primary key,
  project text not null references projects,
  incident_id text,
  benchmark text not null,
  platform text not null,
  state text not null check (state in ('queued', 'preparing', 'running', 'ended', 'cancelled')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Everything else of it, as core/model/search.ts has it.
  body jsonb not null
);
create index searches_newest on searches (project, created_at desc);
create index searches_of_incident on searches (incident_id) where incident_id is not null;
create index searches_open on searches (created_at) where state in ('queued', 'preparing', 'running');

create table search_steps (
  search_id text not null references searches,
  at integer not null,
  ask jsonb not null,
  answer jsonb,
  experiment_id text,
  created_at timestamptz not null,
  primary key (search_id, at)
);

alter table experiments add column host text;
alter table experiments add column trial jsonb;
create index experiments_by_trial on experiments ((trial ->> 'key')) where trial is not null;
alter table incidents add column search_id text;
alter table incidents add column cause jsonb;
`,
};
