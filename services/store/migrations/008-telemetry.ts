import type { Migration } from './migration.ts';

/** How the machine stood during each attempt: pages of rows, as they were sent. */
export const TELEMETRY: Migration = {
  number: 8,
  name: 'telemetry',
  sql: `
alter table attempts add column telemetry integer not null default 0;
alter table attempts add column telemetry_deleted boolean not null default false;
create index attempts_with_telemetry on attempts (ended_at) where not telemetry_deleted and telemetry > 0;

create table run_telemetry (
  run_id text not null,
  attempt integer not null,
  -- Index of the first row. A hole says that the worker had no room for what came between.
  start integer not null,
  length integer not null,
  rows jsonb not null,
  primary key (run_id, attempt, start),
  foreign key (run_id, attempt) references attempts
);
`,
};
