import type { Migration } from './migration.ts';

/** Hosts behind a point and a band, the dates of a change, incidents that belong together, experiments carried on. */
export const SUSPICION: Migration = {
  number: 5,
  name: 'suspicion',
  sql: `
alter table points add column hosts jsonb not null default '[]';
alter table points add column missed integer not null default 0;
alter table points add column tainted boolean not null default false;
alter table bands add column hosts jsonb not null default '[]';
alter table bands add column offsets jsonb not null default '{}';
alter table incidents add column dates jsonb not null default '[]';
alter table incidents add column leader_id text;
alter table experiments add column candidates integer not null default 1;
alter table experiments add column continues text;
update incidents set series = coalesce(
  (select jsonb_agg('{"basis": null}'::jsonb || entry order by at) from jsonb_array_elements(series) with ordinality as e(entry, at)),
  '[]'
);
create index incidents_followers on incidents (leader_id) where leader_id is not null;
`,
};
