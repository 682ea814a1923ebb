import { PlumblineError } from '../../core/errors.ts';
import { CompareQuery, CompareView } from '../../core/model/api/compare.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { sameSubject } from '../../core/planning/search-request.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { problems } from '../openapi.ts';
import { compareView } from '../views/compare.ts';

const described = describedAs('runs');

export function compareRoutes(app: App, { store }: ApiDeps): void {
  app.get(
    `${API_PREFIX}/compare`,
    {
      config: { access: 'viewer' },
      schema: {
        ...described('compareRuns', 'What differs around two runs, and what they measured'),
        querystring: CompareQuery,
        response: { 200: CompareView, ...problems },
      },
    },
    async ({ query }) => {
      const [good, bad] = [await ended(query.good), await ended(query.bad)];
      sameSubject(good, bad);
      return compareView(store, good, bad);
    },
  );

  const ended = async (id: string) => {
    const run = found(await store.runs.get(id), 'run', id);
    if (run.state !== 'ended')
      throw new PlumblineError('INPUT_INVALID', `run "${id}" is ${run.state}; only runs that have ended are compared`);
    return run;
  };
}
