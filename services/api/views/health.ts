import { type HealthFigures, healthFigures } from '../../core/judge/health/figures.ts';
import { type Spread, spreadToday } from '../../core/judge/health/spread.ts';
import { type SuspicionRow, seriesTally, serviceTally } from '../../core/judge/health/tally.ts';
import { BASELINE_NIGHTS_MAX } from '../../core/judge/thresholds.ts';
import {
  HEALTH_DAYS_DEFAULT,
  type HealthFiguresView,
  type HealthQuery,
  type JudgeHealth,
  type SeriesHealth,
  type SpreadView,
} from '../../core/model/api/health.ts';
import type { Instant } from '../../core/model/base.ts';
import type { Series } from '../../core/model/series.ts';
import type { Store } from '../../core/ports/store.ts';
import type { CellRuns } from '../../core/ports/store-health.ts';
import type { ApiDeps } from '../deps.ts';
import { seriesView } from './series.ts';

/** Incidents that are counted, newest first: a project that has more in a window has other worries. */
const INCIDENTS_MAX = 10_000;
/** Series of one answer: each is read with its newest nights. */
const SERIES_MAX = 500;
const DAY_MS = 86_400_000;

type HealthDeps = Pick<ApiDeps, 'store' | 'clock' | 'config'>;

/** Everything that is counted in a window, read once for all series. */
interface Counts {
  readonly from: Instant;
  readonly to: Instant;
  readonly rows: readonly SuspicionRow[];
  readonly cells: readonly CellRuns[];
  readonly reruns: ReadonlyMap<string, number>;
}

export async function readJudgeHealth(deps: HealthDeps, query: HealthQuery): Promise<JudgeHealth> {
  const { store, config } = deps;
  const { days, ...filter } = query;
  const counts = await readCounts(deps, days);
  const all = await store.series.list(config.project, filter);
  const shown = all.slice(0, SERIES_MAX);
  const ids = new Set(all.map(({ id }) => id));
  const directions = new Map(all.map(({ id, definition }) => [id, definition.direction]));
  const tally = serviceTally(
    counts.rows.filter(({ seriesId }) => ids.has(seriesId)),
    directions,
  );
  const cells = counts.cells.filter((cell) => all.some((series) => isOf(series, cell)));
  const sum = (of: (cell: CellRuns) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  return {
    project: config.project,
    from: counts.from,
    to: counts.to,
    figures: figuresView(healthFigures(tally, { runs: sum(({ runs }) => runs), reruns: sum(({ reruns }) => reruns) })),
    series: await seriesHealths(store, shown, counts),
    more: all.length - shown.length,
  };
}

export async function readSeriesHealth(deps: HealthDeps, series: Series, days?: number): Promise<SeriesHealth> {
  const [health] = await seriesHealths(deps.store, [series], await readCounts(deps, days));
  return health as SeriesHealth;
}

async function readCounts({ store, clock, config }: HealthDeps, days = HEALTH_DAYS_DEFAULT): Promise<Counts> {
  const now = clock.now();
  const from = new Date(now.getTime() - days * DAY_MS).toISOString();
  const [rows, cells, reruns] = await Promise.all([
    store.health.suspicions(config.project, from, INCIDENTS_MAX),
    store.health.runs(config.project, from),
    store.health.reruns(config.project, from),
  ]);
  return { from, to: now.toISOString(), rows, cells, reruns };
}

async function seriesHealths(store: Store, list: readonly Series[], counts: Counts): Promise<SeriesHealth[]> {
  const points = await store.series.recent(
    list.map(({ id }) => id),
    BASELINE_NIGHTS_MAX,
  );
  return list.map((series) => {
    const own = counts.rows.filter(({ seriesId }) => seriesId === series.id);
    const runs = counts.cells.find((cell) => isOf(series, cell))?.runs ?? 0;
    const tally = seriesTally(own, series.definition.direction);
    return {
      series: seriesView(series),
      figures: figuresView(healthFigures(tally, { runs, reruns: counts.reruns.get(series.id) ?? 0 })),
      spread: spreadView(spreadToday(points.get(series.id) ?? [], series.definition)),
    };
  });
}

function isOf(series: Series, cell: CellRuns): boolean {
  return (
    series.benchmark === cell.benchmark &&
    series.platform === cell.platform &&
    series.methodVersion === cell.methodVersion
  );
}

function figuresView(figures: HealthFigures): HealthFiguresView {
  return { ...figures, alarms: [...figures.alarms] };
}

function spreadView(spread: Spread | null): SpreadView | null {
  return spread && { ...spread, detectable: [...spread.detectable] };
}
