import { Type } from 'typebox';
import { API_PREFIX, PAGE_DEFAULT } from '../../core/model/api/page.ts';
import { SearchDetail, SearchPage, SearchQuery, SearchRequest, SearchView } from '../../core/model/api/search.ts';
import type { Search, SearchState, SideRequest } from '../../core/model/search.ts';
import { planSearchRequest, SEARCH_BUDGET } from '../../core/planning/search-request.ts';
import { actorOf } from '../access.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { once } from '../idempotency.ts';
import { idempotent, problems } from '../openapi.ts';
import { cancelSearch } from '../searches.ts';
import { searchDetail, searchView } from '../views/search.ts';

/** Largest request for a search, in bytes: two lock files at their bound, as JSON writes them. */
const REQUEST_LIMIT_BYTES = 9_437_184;
const OPEN: readonly SearchState[] = ['queued', 'preparing', 'running'];

const described = describedAs('searches');
const one = Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) });

/** Searches for a cause, by hand and by the judge. */
export function searchRoutes(app: App, deps: ApiDeps): void {
  const { store, config } = deps;
  const read = { access: 'viewer' } as const;
  const write = { access: 'operator' } as const;
  const security = [{ token: [] }];

  app.get(
    `${API_PREFIX}/searches`,
    {
      config: read,
      schema: {
        ...described('listSearches', 'Searches for a cause, newest first'),
        querystring: SearchQuery,
        response: { 200: SearchPage, ...problems },
      },
    },
    async ({ query: { limit = PAGE_DEFAULT, open } }) => {
      const filter = { project: config.project, ...(open ? { states: OPEN } : {}) };
      return { items: (await store.searches.list(filter, limit)).map(searchView), next: null };
    },
  );

  app.get(
    `${API_PREFIX}/searches/:id`,
    {
      config: read,
      schema: {
        ...described('getSearch', 'A search with each of its steps and their runs'),
        params: one,
        response: { 200: SearchDetail, ...problems },
      },
    },
    async ({ params: { id } }) => searchDetail(store, found(await store.searches.get(id), 'search', id)),
  );

  app.post(
    `${API_PREFIX}/searches`,
    {
      bodyLimit: REQUEST_LIMIT_BYTES,
      config: write,
      schema: {
        ...described('startSearch', 'Search for the change between two environments that did it'),
        security,
        headers: idempotent,
        body: SearchRequest,
        response: { 202: SearchView, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 202, async () => {
        const search = await planned(deps, request.body, actorOf(request.caller));
        await store.searches.create(search);
        deps.wake?.();
        return searchView(search);
      }),
  );

  app.post(
    `${API_PREFIX}/searches/:id/cancel`,
    {
      config: write,
      schema: {
        ...described('cancelSearch', 'Stop a search; what it has found so far stays'),
        security,
        params: one,
        headers: idempotent,
        response: { 202: SearchView, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 202, async () => searchView(await cancelSearch(deps, request.params.id))),
  );
}

async function planned(deps: ApiDeps, request: SearchRequest, actor: string): Promise<Search> {
  const { config, clock, ids } = deps;
  const [catalog, good, bad] = await Promise.all([
    deps.catalog.load(),
    runOf(deps, request.good),
    runOf(deps, request.bad),
  ]);
  return planSearchRequest({
    ...{ request, runs: { good, bad }, catalog, project: config.project, actor, now: clock.now(), ids },
    budget: config.searchBudget ?? SEARCH_BUDGET,
  });
}

async function runOf({ store }: ApiDeps, side: SideRequest) {
  return side.kind === 'run' ? store.runs.get(side.run) : undefined;
}
