import type { Migration } from './migration.ts';

/** Leases, attempts, results, logs and samples. */
export const RESULTS: Migration = {
  number: 2,
  name: 'results',
  sql: `
-- A row stands exactly while a job is held; its key is what makes two holders impossible.
create table leases (
  job_id text primary key,
  kind text not null check (kind in ('run', 'experiment')),
  fence text not null,
  worker_id text not null,
  host text not null,
  platform text not null,
  lease_until timestamptz not null
);
create index leases_by_end on leases (lease_until);

create table attempts (
  run_id text not null references runs,
  attempt integer not null,
  fence text not null,
  worker_id text not null,
  host text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  detail text not null default '',
  log_bytes bigint not null default 0,
  samples integer not null default 0,
  log_deleted boolean not null default false,
  samples_deleted boolean not null default false,
  primary key (run_id, attempt)
);
create index attempts_with_log on attempts (ended_at) where not log_deleted and log_bytes > 0;
create index attempts_with_samples on attempts (ended_at) where not samples_deleted and samples > 0;

create table environments (
  half text not null check (half in ('stack', 'host')),
  fingerprint text not null,
  document text not null,
  primary key (half, fingerprint)
);

-- What a worker handed in, as it was taken; late reports are kept here and change nothing else.
create table reports (
  run_id text not null,
  attempt integer not null,
  taken text not null check (taken in ('counted', 'late')),
  retried boolean not null,
  received_at timestamptz not null,
  outcome text not null,
  detail text not null,
  exit_code integer,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  tainted jsonb not null,
  log_bytes bigint not null,
  log_dropped bigint not null,
  stack_fingerprint text,
  host_fingerprint text,
  primary key (run_id, attempt),
  foreign key (run_id, attempt) references attempts
);

create table measurements (
  run_id text not null,
  attempt integer not null,
  metric text not null,
  value double precision not null,
  unit text not null,
  counted boolean not null,
  primary key (run_id, attempt, metric),
  foreign key (run_id, attempt) references reports
);

create table log_pieces (
  run_id text not null,
  attempt integer not null,
  start bigint not null,
  length integer not null,
  bytes bytea not null,
  primary key (run_id, attempt, start),
  foreign key (run_id, attempt) references attempts
);

create table sample_pages (
  run_id text not null,
  attempt integer not null,
  start integer not null,
  length integer not null,
  samples jsonb not null,
  primary key (run_id, attempt, start),
  foreign key (run_id, attempt) references attempts
);
`,
};
