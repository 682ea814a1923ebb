import type { Migration } from './migration.ts';

/** Results that other systems made: a purpose of their own, where each came from, and nights that close when it is quiet. */
export const PUSHED: Migration = {
  number: 9,
  name: 'pushed',
  sql: `
alter table runs drop constraint runs_purpose_check;
alter table runs add constraint runs_purpose_check
  check (purpose in ('night', 'manual', 'experiment', 'calibration', 'canary', 'pushed'));
create index runs_pushed on runs (project, benchmark, platform) where purpose = 'pushed';

-- Set for nights whose runs come from outside: such a night closes when this has passed and nothing came.
alter table nights add column quiet_until timestamptz;
create index nights_pushed on nights (project, instant) where quiet_until is not null and state = 'open';

create table pushed_results (
  key text primary key,
  run_id text not null unique references runs,
  digest text not null,
  source jsonb not null,
  received_at timestamptz not null,
  unknown jsonb not null
);
create trigger immutable before update or delete on pushed_results for each row execute function refuse_change();
create trigger not_emptied before truncate on pushed_results execute function refuse_change();
`,
};
