import { PlumblineError } from '../core/errors.ts';
import type { Instant } from '../core/model/base.ts';
import type { Push } from '../core/ports/store-pushed.ts';
import type { Sql } from './database.ts';
import { insertRows } from './insert.ts';

/** Nights that may follow one that has closed, a millisecond apart; more is a pusher that names every result the same. */
const FOLLOWERS_MAX = 500;

/**
 * The open night that a result belongs to, held open until `quietUntil`: the one of its instant, or, where that has
 * closed, the first of those that follow it. Its row stays locked until the end of the transaction, so that it cannot
 * close meanwhile. CONFLICT when too many follow it.
 */
export async function openPushNight(sql: Sql, project: string, night: Push['night'], now: Instant): Promise<string> {
  const { schedule, instant } = night;
  const known = await sql.query<{ id: string; instant: Instant; open: boolean }>(
    // A night without that bound is of a schedule that somebody called the same: it is not ours to add to.
    `select id, instant, state = 'open' and quiet_until is not null as open from nights where project = $1 and schedule = $2 and instant >= $3::timestamptz
       and instant <= $3::timestamptz + interval '${FOLLOWERS_MAX} milliseconds' order by instant for update`,
    [project, schedule, instant],
  );
  const begin = Date.parse(instant);
  for (let follower = 0; follower <= FOLLOWERS_MAX; follower += 1) {
    const at = new Date(begin + follower).toISOString();
    const found = known.find((other) => Date.parse(other.instant) === begin + follower);
    if (found === undefined) return await open(sql, project, { ...night, instant: at }, now, follower);
    if (!found.open) continue;
    await sql.query('update nights set quiet_until = $2 where id = $1', [found.id, night.quietUntil]);
    return found.id;
  }
  throw new PlumblineError('CONFLICT', `the night of ${instant} has closed ${FOLLOWERS_MAX + 1} times: name another`, {
    place: { path: 'body/night' },
  });
}

async function open(sql: Sql, project: string, night: Push['night'], now: Instant, follower: number): Promise<string> {
  const { id, schedule, instant, deadline, quietUntil: quiet_until } = night;
  const note = follower === 0 ? '' : 'for results that came after the night of this name had closed';
  await insertRows(sql, 'nights', [
    { id, project, schedule, instant, planned_at: now, deadline, state: 'open', note, quiet_until },
  ]);
  return id;
}
