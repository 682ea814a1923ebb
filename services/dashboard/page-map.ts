import type { ChannelPage, ChannelView } from '../core/model/api/channel.ts';
import type { JudgeHealth } from '../core/model/api/health.ts';
import type { IncidentDetail, IncidentPage } from '../core/model/api/incident.ts';
import type { NightDetail, NightPage } from '../core/model/api/night.ts';
import type { EnvironmentView, LogSlice, RunDetail, RunPage } from '../core/model/api/run.ts';
import type { SearchDetail, SearchPage } from '../core/model/api/search.ts';
import type { SeriesDetail, SeriesView } from '../core/model/api/series.ts';
import type { BenchmarkView, Status } from '../core/model/api/status.ts';
import type { TelemetryPage } from '../core/model/api/telemetry.ts';
import { benchmarkPage } from './benchmark-page.ts';
import { channelPage, channelsPage } from './channel-page.ts';
import type { Html } from './html.ts';
import { incidentPage } from './incident-page.ts';
import { judgePage } from './judge-page.ts';
import type { PageFrame } from './layout.ts';
import { incidentsPage, nightPage, nightsPage, runsPage } from './list-pages.ts';
import { type Read, Refused } from './refused.ts';
import { runPage } from './run-page.ts';
import { searchesPage, searchPage } from './search-page.ts';
import { statusPage } from './status-page.ts';

interface Page {
  readonly frame: Omit<PageFrame, 'project'>;
  readonly content: Html;
}
type MakePage = (
  read: Read,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
) => Promise<Page>;

/** Bytes of a log that a page shows: its end. */
const LOG_TAIL_BYTES = 65_536;
/** The library that draws charts. */
const CHARTS = ['uPlot.iife.min.js'];
/** Most series that one benchmark's page draws. */
const SERIES_MAX = 64;

const at = (noun: string, id: string | undefined) => `/${noun}/${encodeURIComponent(id ?? '')}`;

/** What each page reads and what it makes of it. */
export const pages: Readonly<Record<string, MakePage>> = {
  '/': async (read) => ({ frame: { title: 'Status' }, content: statusPage(await read<Status>('/status')) }),

  '/runs': async (read, _params, query) => ({
    frame: { title: 'Runs' },
    content: runsPage(await read<RunPage>(`/runs?${new URLSearchParams(query)}`), query),
  }),

  '/runs/:id': async (read, { id }) => {
    const run = await read<RunDetail>(at('runs', id));
    const from = Math.max(0, run.logBytes - LOG_TAIL_BYTES);
    const [environment, log, sampled] = await Promise.all([
      read<EnvironmentView>(`${at('runs', id)}/environment`),
      read<LogSlice>(`${at('runs', id)}/log?from=${from}&max=${LOG_TAIL_BYTES}`),
      read<TelemetryPage>(`${at('runs', id)}/telemetry?limit=1`),
    ]);
    const telemetry = sampled.items.length > 0;
    const charts = telemetry
      ? { scripts: ['follow-log.js', ...CHARTS, 'telemetry.js'], styles: ['uPlot.min.css'] }
      : {};
    return {
      frame: { title: `Run ${run.id}`, scripts: ['follow-log.js'], ...charts },
      content: runPage({ run, environment, log, telemetry }),
    };
  },

  '/nights': async (read) => ({ frame: { title: 'Nights' }, content: nightsPage(await read<NightPage>('/nights')) }),

  '/nights/:id': async (read, { id }) => ({
    frame: { title: 'Night' },
    content: nightPage(await read<NightDetail>(at('nights', id))),
  }),

  '/incidents': async (read) => ({
    frame: { title: 'Incidents' },
    content: incidentsPage(await read<IncidentPage>('/incidents')),
  }),

  '/incidents/:id': async (read, { id }) => {
    const detail = await read<IncidentDetail>(at('incidents', id));
    return { frame: { title: `Incident: ${detail.incident.benchmark}` }, content: incidentPage(detail) };
  },

  '/searches': async (read) => ({
    frame: { title: 'Searches' },
    content: searchesPage(await read<SearchPage>('/searches')),
  }),

  '/searches/:id': async (read, { id }) => {
    const detail = await read<SearchDetail>(at('searches', id));
    return { frame: { title: `Search: ${detail.search.benchmark}` }, content: searchPage(detail) };
  },

  '/channels': async (read) => ({
    frame: { title: 'Channels' },
    content: channelsPage((await read<{ items: ChannelView[] }>('/channels')).items),
  }),

  '/channels/:name': async (read, { name = '' }, query) => ({
    frame: { title: `Channel ${name}` },
    content: channelPage(
      name,
      await read<ChannelPage>(`${at('channels', name)}/history?${new URLSearchParams(query)}`),
    ),
  }),

  '/judge': async (read) => ({
    frame: { title: 'Judge health' },
    content: judgePage(await read<JudgeHealth>('/judge/health')),
  }),

  '/benchmarks/:name': async (read, { name = '' }) => {
    const benchmark = await read<BenchmarkView>(at('benchmarks', name)).catch((error: unknown) => {
      if (error instanceof Refused && error.problem.code === 'UNKNOWN_BENCHMARK') return null;
      throw error;
    });
    const list = await read<{ items: SeriesView[] }>(`/series?benchmark=${encodeURIComponent(name)}`);
    if (benchmark === null && list.items.length === 0) await read(at('benchmarks', name));
    const series = await Promise.all(
      list.items.slice(0, SERIES_MAX).map(({ id }) => read<SeriesDetail>(at('series', id))),
    );
    const scripts = [...CHARTS, 'charts.js'];
    return {
      frame: { title: benchmark?.manifest.title ?? name, scripts, styles: ['uPlot.min.css'] },
      content: benchmarkPage({ name, benchmark, series }),
    };
  },
};
