import type { Pins } from '../core/model/pins.ts';
import type { ImageUse, UseKind } from '../core/planning/needed-images.ts';
import type { ImageStore } from '../core/ports/store-images.ts';
import type { Database, Sql } from './database.ts';
import { getDocuments } from './documents.ts';
import { goodNight } from './last-good.ts';

/** Pins that are read at a time: one may list 100,000 data files. */
const PINS_PER_PAGE = 50;

interface Row {
  readonly kind: UseKind;
  readonly of: string;
  /** Digest of the pins' document. */
  readonly pins: string;
}

const CELL = {
  project: 'c.project',
  benchmark: 'c.benchmark',
  methodVersion: 'c.method_version',
  platform: 'c.platform',
};
const OPEN = `('suspected', 'confirmed', 'attributed')`;
const UNDER_WAY = `('queued', 'preparing', 'running')`;

/** Runs and experiments that have not ended, searches' unanswered mixtures, sides of open incidents, newest good nights. */
const USES = `
  select 'waiting' as kind, min(id) as of, pins from runs where state in ('queued', 'running') group by pins
  union all
  select 'experiment', e.id, side.pins from experiments e cross join lateral (values (e.good), (e.bad)) as side (pins)
    where e.state in ('queued', 'running')
  union all
  select 'search', s.id, side.pins from searches s
    join search_steps t on t.search_id = s.id and t.answer is null
    join experiments e on e.id = t.experiment_id
    cross join lateral (values (e.good), (e.bad)) as side (pins)
    where s.state in ${UNDER_WAY}
  union all
  select 'incident', i.id, side.pins from incidents i
    join experiments e on e.incident_id = i.id and e.trial is null
    cross join lateral (values (e.good), (e.bad)) as side (pins)
    where i.state in ${OPEN}
  union all
  select distinct 'incident', i.id, r.pins from incidents i
    join runs r on r.night_id in (i.night_id, i.good_night_id) and r.benchmark = i.benchmark
      and r.platform = i.platform and r.method_version = i.method_version
    where i.state in ${OPEN}
  union all
  select 'baseline', c.platform, good.pins
    from (select distinct project, benchmark, method_version, platform from series) c
    cross join lateral (${goodNight('n.id', { ...CELL, before: '$1::timestamptz' })}) as night
    cross join lateral (
      select r.pins from runs r where r.night_id = night.id and r.benchmark = c.benchmark
        and r.method_version = c.method_version and r.platform = c.platform and r.outcome = 'measured'
      order by r.sequence limit 1
    ) as good`;

/** See ImageStore. */
export function imageStore(database: Database): ImageStore {
  return {
    uses: (now) =>
      database.snapshot(async (sql) => {
        const rows = await sql.query<Row>(USES, [now]);
        const found = await smallPins(sql, [...new Set(rows.map((row) => row.pins))]);
        const uses = rows.map(({ kind, of, pins }) => ({ kind, of, pins: found.get(pins) as ImageUse['pins'] }));
        return [...uses, ...(await sides(sql))];
      }),
  };
}

/** Both sides of a search lie in its own document. */
async function sides(sql: Sql): Promise<ImageUse[]> {
  const of = (side: string) => `case when body->'${side}' is null or body->>'${side}' is null then null else
    jsonb_build_object('benchmark', benchmark, 'image', body->'${side}'->'image', 'base', body->'${side}'->'base') end`;
  const rows = await sql.query<{ id: string; good: ImageUse['pins'] | null; bad: ImageUse['pins'] | null }>(
    `select id, ${of('good')} as good, ${of('bad')} as bad from searches where state in ${UNDER_WAY}`,
  );
  return rows.flatMap(({ id, good, bad }) =>
    [good, bad].flatMap((pins) => (pins === null ? [] : [{ kind: 'search' as const, of: id, pins }])),
  );
}

async function smallPins(sql: Sql, digests: readonly string[]): Promise<ReadonlyMap<string, ImageUse['pins']>> {
  const found = new Map<string, ImageUse['pins']>();
  for (let at = 0; at < digests.length; at += PINS_PER_PAGE) {
    for (const [digest, document] of await getDocuments(sql, digests.slice(at, at + PINS_PER_PAGE))) {
      const { benchmark, image, base } = document as Pins;
      found.set(digest, { benchmark, image, base });
    }
  }
  return found;
}
