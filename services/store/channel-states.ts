import { PlumblineError } from '../core/errors.ts';
import type { ChannelResolution, ChannelState } from '../core/model/channel.ts';
import type { Page } from '../core/ports/page.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database, Sql } from './database.ts';
import { ensureProjects } from './projects.ts';
import { LIST_MAX_ROWS } from './runs.ts';

/** Channels of one project that are listed; 500 benchmarks have about as many twice. */
const CHANNELS_MAX = 5000;

const SELECT = `select s.channel, c.kind, s.pointer, s.digest, s.first_at as "firstAt", s.last_at as "lastAt"
  from channel_states s join channels c on c.project = s.project and c.channel = s.channel`;

/** Takes resolutions in any order, each as often as somebody sends it: only a change adds a row. */
export async function recordResolutions(
  database: Database,
  project: string,
  resolutions: readonly ChannelResolution[],
): Promise<void> {
  for (const resolution of resolutions) await database.transaction((sql) => recordOne(sql, project, resolution));
}

async function recordOne(sql: Sql, project: string, resolution: ChannelResolution): Promise<void> {
  const { channel, kind, pointer, digest, at } = resolution;
  await ensureProjects(sql, [project]);
  // The channel's own row is locked by this, so that two recorders do not both find nothing.
  await sql.query(
    `insert into channels (project, channel, kind) values ($1, $2, $3)
     on conflict (project, channel) do update set kind = excluded.kind`,
    [project, channel, kind],
  );
  const around = `select first_at, pointer = $4 and digest = $5 as same from channel_states
    where project = $1 and channel = $2`;
  const values = [project, channel, at, pointer, digest];
  const [before] = await sql.query<{ first_at: string; same: boolean }>(
    `${around} and first_at <= $3::timestamptz order by first_at desc, last_at desc limit 1`,
    values,
  );
  if (before?.same) {
    await sql.query(
      `update channel_states set last_at = greatest(last_at, $3::timestamptz)
       where project = $1 and channel = $2 and first_at = $4::timestamptz and digest = $5`,
      [project, channel, at, before.first_at, digest],
    );
    return;
  }
  const [after] = await sql.query<{ first_at: string; same: boolean }>(
    `${around} and first_at > $3::timestamptz order by first_at limit 1`,
    values,
  );
  if (after?.same) {
    // It came late: the stretch that is known began earlier than was thought.
    await sql.query(
      `update channel_states set first_at = $3::timestamptz
       where project = $1 and channel = $2 and first_at = $4::timestamptz and digest = $5`,
      [project, channel, at, after.first_at, digest],
    );
    return;
  }
  await sql.query(
    `insert into channel_states (project, channel, pointer, digest, first_at, last_at)
     values ($1, $2, $4, $5, $3::timestamptz, $3::timestamptz)
     on conflict (project, channel, first_at, digest) do nothing`,
    values,
  );
}

/** What each channel was last seen at, by name. */
export async function currentStates(sql: Sql, project: string): Promise<ChannelState[]> {
  return await sql.query<ChannelState>(
    `select * from (
       select distinct on (channel) * from (${SELECT} where s.project = $1) as known
       order by channel, "lastAt" desc, "firstAt" desc
     ) as newest order by channel limit ${CHANNELS_MAX}`,
    [project],
  );
}

/** States of one channel, newest first; empty for one that nobody ever resolved. */
export async function stateHistory(
  sql: Sql,
  project: string,
  channel: string,
  limit: number,
  cursor?: string,
): Promise<Page<ChannelState>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_MAX_ROWS)
    throw new PlumblineError('INPUT_INVALID', `limit ${limit} is not a whole number in 1..${LIST_MAX_ROWS}`);
  const values: unknown[] = [project, channel];
  let where = '';
  if (cursor !== undefined) {
    const { at, id } = decodeCursor(cursor);
    where = 'and (s.first_at, s.digest) < ($3::timestamptz, $4::text)';
    values.push(at, id);
  }
  const rows = await sql.query<ChannelState>(
    `${SELECT} where s.project = $1 and s.channel = $2 ${where}
     order by s.first_at desc, s.digest desc limit ${limit + 1}`,
    values,
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? encodeCursor({ at: last.firstAt, id: last.digest }) : null;
  return { items, next };
}
