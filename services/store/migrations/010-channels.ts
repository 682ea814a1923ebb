import type { Migration } from './migration.ts';

/** What every channel resolved to over time, also where nobody ran anything with it. */
export const CHANNELS: Migration = {
  number: 10,
  name: 'channels',
  sql: `
create table channels (
  project text not null references projects,
  channel text not null,
  kind text not null check (kind in ('base', 'packages', 'dataset', 'git')),
  primary key (project, channel)
);
create table channel_states (
  project text not null,
  channel text not null,
  pointer text not null,
  digest text not null,
  first_at timestamptz not null,
  last_at timestamptz not null check (last_at >= first_at),
  primary key (project, channel, first_at, digest),
  foreign key (project, channel) references channels
);
`,
};
