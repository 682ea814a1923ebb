import { Type } from 'typebox';
import { historyOf } from '../../core/judge/history.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { SeriesDetail, SeriesView } from '../../core/model/api/series.ts';
import { Name } from '../../core/model/base.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { found } from '../found.ts';
import { problems } from '../openapi.ts';
import { historyView, pointView, seriesView, storedBandView } from '../views/series.ts';

/** Points of one series in an answer: about three years of nights at most. */
const POINTS_DEFAULT = 365;
const POINTS_MAX = 1_100;
const described = describedAs('series');

export function seriesRoutes(app: App, { store, config: { project } }: ApiDeps): void {
  const config = { access: 'viewer' } as const;

  app.get(
    `${API_PREFIX}/series`,
    {
      config,
      schema: {
        ...described('listSeries', 'Every metric that is followed'),
        querystring: Type.Object({ benchmark: Type.Optional(Name), platform: Type.Optional(Name) }),
        response: { 200: Type.Object({ items: Type.Array(SeriesView) }), ...problems },
      },
    },
    async ({ query }) => ({ items: (await store.series.list(project, query)).map(seriesView) }),
  );

  app.get(
    `${API_PREFIX}/series/:id`,
    {
      config,
      schema: {
        ...described('getSeries', 'Points with their verdicts, the history of the band, and the changes in hindsight'),
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) }),
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: POINTS_MAX })) }),
        response: { 200: SeriesDetail, ...problems },
      },
    },
    async ({ params: { id }, query: { limit = POINTS_DEFAULT } }) => {
      const series = found(await store.series.get(id), 'series', id);
      const [bands, points] = await Promise.all([store.series.bandHistory(id), store.series.points(id, limit)]);
      const band = (await store.series.bands([id])).get(id) ?? null;
      return {
        series: seriesView(series),
        band: band && storedBandView(band),
        bands: bands.map(storedBandView),
        points: points.map(pointView),
        ...historyView(historyOf([...points].reverse(), series.definition)),
      };
    },
  );
}
