import { API_PREFIX } from '../../core/model/api/page.ts';
import { Calibrate, Trigger, Triggered } from '../../core/model/api/run.ts';
import { type ManualInput, planManual } from '../../core/planning/manual.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { storeAndEnqueue } from '../enqueue.ts';
import { once } from '../idempotency.ts';
import { idempotent, problems } from '../openapi.ts';
import { newRunSummary } from '../views/run.ts';

const described = describedAs('runs');
type Wish = Pick<ManualInput, 'benchmark' | 'platform' | 'purpose' | 'seeds' | 'count' | 'set'>;

/** Runs by hand. They are stored before the queue hears of them, so they are safe when the queue is away. */
export function triggerRoutes(app: App, deps: ApiDeps): void {
  const trigger = async (wish: Wish): Promise<Triggered> => {
    const [catalog, pinFile, content] = await Promise.all([
      deps.catalog.load(),
      deps.pins.load(),
      deps.content?.(wish.benchmark) ?? null,
    ]);
    const { config, clock, ids } = deps;
    const runs = planManual({ ...wish, catalog, pinFile, content, project: config.project, now: clock.now(), ids });
    const enqueued = await storeAndEnqueue(deps, runs);
    deps.wake?.();
    return { runs: runs.map(newRunSummary), enqueued };
  };
  const security = [{ token: [] }];

  app.post(
    `${API_PREFIX}/runs`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('triggerRuns', 'Run a benchmark by hand, before nightly runs'),
        security,
        headers: idempotent,
        body: Trigger,
        response: { 202: Triggered, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 202, () => {
        const { seed, ...wish } = request.body;
        return trigger({ ...wish, purpose: 'manual', ...(seed === undefined ? {} : { seeds: [seed] }) });
      }),
  );

  app.post(
    `${API_PREFIX}/calibrations`,
    {
      config: { access: 'operator' },
      schema: {
        ...described('calibrate', 'Run fresh seeds from which the bands of a platform are made'),
        security,
        headers: idempotent,
        body: Calibrate,
        response: { 202: Triggered, ...problems },
      },
    },
    async (request, reply) =>
      once(deps, request, reply, 202, () => {
        const { runs: count = deps.config.calibrationRuns, ...wish } = request.body;
        return trigger({ ...wish, purpose: 'calibration', count });
      }),
  );
}
