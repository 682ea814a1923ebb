import type { Search, SearchAnswer, SearchState, SearchStep } from '../core/model/search.ts';
import type { SearchFilter, SearchStore } from '../core/ports/store-searches.ts';
import type { Database, Sql } from './database.ts';
import { findKnown, insertExperiments } from './experiments.ts';
import { insertRows } from './insert.ts';
import { ensureProjects } from './projects.ts';
import { jsonText } from './text.ts';
import { isUniqueViolation } from './violations.ts';

/** What has a column of its own; everything else of a search lies in `body`. */
const COLUMNS = ['id', 'project', 'incidentId', 'benchmark', 'platform', 'state', 'createdAt', 'updatedAt'] as const;
type Column = (typeof COLUMNS)[number];
type SearchRow = Pick<Search, Column> & { readonly body: Omit<Search, Column> };

const SELECT = `select id, project, incident_id as "incidentId", benchmark, platform, state, created_at as "createdAt",
  updated_at as "updatedAt", body from searches`;

/** Searches and their steps. */
export function searchStore(database: Database): SearchStore {
  return {
    create: (search) =>
      database.transaction(async (sql) => {
        await ensureProjects(sql, [search.project]);
        await insertRows(sql, 'searches', [rowOf(search)]);
      }),
    async get(id) {
      const [row] = await database.query<SearchRow>(`${SELECT} where id = $1`, [id]);
      return row ? searchOf(row) : null;
    },
    list: (filter, limit) => list(database, filter, limit),
    change: (search, from) => change(database, search, from),
    steps: (searchId) =>
      database.query<SearchStep>(
        `select search_id as "searchId", at, ask, answer, experiment_id as "experimentId", created_at as "createdAt"
         from search_steps where search_id = $1 order by at`,
        [searchId],
      ),
    async begin(step, experiment) {
      try {
        await database.transaction(async (sql) => {
          if (experiment) await insertExperiments(sql, [experiment]);
          await insertRows(sql, 'search_steps', [stepRow(step)]);
        });
        return true;
      } catch (error) {
        // Somebody else began it: the key of `search_steps` decides, and the experiment is rolled back with it.
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    answer: (searchId, at, given) => answer(database, searchId, at, given),
    known: (key, host) => findKnown(database, key, host),
  };
}

function rowOf(search: Search): Record<string, unknown> {
  const { id, project, incidentId, benchmark, platform, state, createdAt, updatedAt } = search;
  return {
    ...{ id, project, benchmark, platform, state },
    incident_id: incidentId,
    created_at: createdAt,
    updated_at: updatedAt,
    body: bodyOf(search),
  };
}

function bodyOf(search: Search): Omit<Search, Column> {
  const { id, project, incidentId, benchmark, platform, state, createdAt, updatedAt, ...body } = search;
  return body;
}

function searchOf({ body, ...columns }: SearchRow): Search {
  return { ...body, ...columns };
}

function stepRow({ searchId, at, ask, answer, experimentId, createdAt }: SearchStep): Record<string, unknown> {
  return { search_id: searchId, at, ask, answer, experiment_id: experimentId, created_at: createdAt };
}

async function list(sql: Sql, filter: SearchFilter, limit: number): Promise<Search[]> {
  const rows = await sql.query<SearchRow>(
    `${SELECT} where ($1::text is null or project = $1) and ($2::text is null or incident_id = $2)
       and ($3::text[] is null or state = any($3)) order by created_at desc, id desc limit $4::int`,
    [filter.project ?? null, filter.incidentId ?? null, filter.states ?? null, limit],
  );
  return rows.map(searchOf);
}

async function change(sql: Sql, search: Search, from: SearchState): Promise<boolean> {
  const [row] = await sql.query(
    `update searches set state = $3, updated_at = $4, body = $5::jsonb where id = $1 and state = $2 returning id`,
    [search.id, from, search.state, search.updatedAt, jsonText(bodyOf(search))],
  );
  return row !== undefined;
}

async function answer(sql: Sql, searchId: string, at: number, given: SearchAnswer): Promise<boolean> {
  const [row] = await sql.query(
    `update search_steps set answer = $3::jsonb where search_id = $1 and at = $2 and answer is null returning at`,
    [searchId, at, jsonText(given)],
  );
  return row !== undefined;
}
