import { setMaxListeners } from 'node:events';
import type { ApiDeps, App } from './deps.ts';
import { backupRoutes } from './routes/backup.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { channelRoutes } from './routes/channels.ts';
import { compareRoutes } from './routes/compare.ts';
import { healthRoutes } from './routes/health.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { judgeRoutes } from './routes/judge.ts';
import { nightRoutes } from './routes/nights.ts';
import { recipeRoutes } from './routes/recipe.ts';
import { resultRoutes } from './routes/results.ts';
import { runLogRoutes } from './routes/run-log.ts';
import { runRoutes } from './routes/runs.ts';
import { searchRoutes } from './routes/searches.ts';
import { seriesRoutes } from './routes/series.ts';
import { statusRoutes } from './routes/status.ts';
import { telemetryRoutes } from './routes/telemetry.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { triggerRoutes } from './routes/triggers.ts';
import { workerRoutes } from './routes/worker.ts';

/** Every route, one file a noun. Long polls and followed logs end when the app begins to close. */
export function routes(app: App, deps: ApiDeps): void {
  const closing = new AbortController();
  // One listener for each long poll and followed log; Node takes more than ten for a leak.
  setMaxListeners(0, closing.signal);
  app.addHook('preClose', async () => closing.abort());
  for (const add of [
    healthRoutes,
    statusRoutes,
    catalogRoutes,
    nightRoutes,
    runRoutes,
    recipeRoutes,
    telemetryRoutes,
    triggerRoutes,
    resultRoutes,
    compareRoutes,
    channelRoutes,
    searchRoutes,
    seriesRoutes,
    incidentRoutes,
    judgeRoutes,
    tokenRoutes,
    backupRoutes,
  ])
    add(app, deps);
  runLogRoutes(app, deps, closing.signal);
  workerRoutes(app, deps, closing.signal);
}
