import type { Migration } from './migration.ts';

/** Outbox and issues, tokens, idempotency keys, hosts, channel moves; and the triggers that keep results as they are. */
export const AROUND: Migration = {
  number: 4,
  name: 'around',
  sql: `
create table outbox (
  id text primary key,
  incident_id text not null references incidents,
  sequence integer not null,
  action jsonb not null,
  state text not null check (state in ('pending', 'sent', 'not-sent')),
  attempts integer not null default 0,
  not_before timestamptz not null,
  last_error text not null default '',
  created_at timestamptz not null,
  unique (incident_id, sequence)
);
create index outbox_unsent on outbox (created_at, incident_id, sequence) where state <> 'sent';

create table issues (
  incident_id text primary key references incidents,
  repository text not null,
  number integer not null,
  url text not null,
  state text not null check (state in ('open', 'closed'))
);

create table tokens (
  id text primary key,
  name text not null,
  role text not null,
  platform text,
  sha256 text not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table idempotency_keys (
  key text primary key,
  body_sha256 text not null,
  claimed_at timestamptz not null,
  status integer,
  body jsonb
);
create index idempotency_keys_by_age on idempotency_keys (claimed_at);

create table hosts (
  host text not null,
  platform text not null,
  worker_id text not null,
  seen_at timestamptz not null,
  primary key (host, platform)
);

create table channel_moves (
  id text primary key,
  project text not null,
  benchmark text not null,
  platform text not null,
  at timestamptz not null,
  changes jsonb not null
);
create index channel_moves_newest on channel_moves (project, benchmark, at desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'results are immutable: % on % is refused; a correction is a new row', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;

create trigger immutable before update or delete on measurements for each row execute function refuse_change();
create trigger immutable before update or delete on reports for each row execute function refuse_change();
create trigger immutable before update or delete on points for each row execute function refuse_change();
create trigger immutable before update or delete on verdicts for each row execute function refuse_change();
create trigger immutable before update or delete on documents for each row execute function refuse_change();
create trigger immutable before update or delete on environments for each row execute function refuse_change();
create trigger not_emptied before truncate on measurements execute function refuse_change();
create trigger not_emptied before truncate on reports execute function refuse_change();
create trigger not_emptied before truncate on points execute function refuse_change();
create trigger not_emptied before truncate on verdicts execute function refuse_change();
create trigger not_emptied before truncate on documents execute function refuse_change();
create trigger not_emptied before truncate on environments execute function refuse_change();
`,
};
