import type { Migration } from './migration.ts';

/** Canaries: runs that judge their host, what each said, and hosts in quarantine. */
export const HOSTS: Migration = {
  number: 7,
  name: 'hosts',
  sql: `
alter table runs drop constraint runs_purpose_check;
alter table runs add constraint runs_purpose_check
  check (purpose in ('night', 'manual', 'experiment', 'calibration', 'canary'));
create index runs_canaries on runs (host, platform, created_at desc) where purpose = 'canary';
create index runs_by_hand on runs (platform, created_at) where purpose = 'manual' and state = 'queued';

create table canaries (
  run_id text primary key references runs,
  host text not null,
  platform text not null,
  -- Digest of the run's pins: another image is another workload.
  pins text not null,
  at timestamptz not null,
  verdict text not null check (verdict in ('learning', 'clean', 'out', 'failed')),
  accepted boolean not null,
  metric text,
  change double precision,
  reason text not null,
  measured jsonb not null
);
create index canaries_of_host on canaries (host, platform, at desc);
create trigger immutable before update or delete on canaries for each row execute function refuse_change();
create trigger not_emptied before truncate on canaries execute function refuse_change();

alter table hosts add column quarantined_at timestamptz;
alter table hosts add column quarantine_reason text not null default '';
-- Canaries before this instant are no history of the host any more: a person accepted how it is now.
alter table hosts add column canary_from timestamptz;
create index leases_of_host on leases (host, platform);
`,
};
