import { PlumblineError } from '../core/errors.ts';
import type { NightPlan as NightPlanView } from '../core/model/api/night.ts';
import type { Night, Schedule } from '../core/model/night.ts';
import { decideCatchUp, decideTick, type TickDecision } from '../core/planning/catch-up.ts';
import { viewPlan } from '../core/planning/dry-run.ts';
import { checkSchedule } from '../core/planning/due.ts';
import { type NightPlan, planNight, skippedNight } from '../core/planning/night.ts';
import type { Clock, Ids, Log } from '../core/ports/base.ts';
import type { JobQueue, Tick, TickSource } from '../core/ports/queue.ts';
import type { CatalogSource, PinSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';
import { readContent } from './content.ts';
import { channelMoves, noteChannels } from './moves.ts';

/** Schedule that nights asked for by hand belong to; each is named by the moment it was asked for. */
export const ON_DEMAND = 'on-demand';
/** How long a night asked for by hand stays open when no schedule says otherwise, in minutes. */
const ON_DEMAND_MINUTES = 480;

export interface SchedulerDeps {
  readonly store: Pick<Store, 'nights' | 'runs' | 'channels'>;
  readonly queue: Pick<JobQueue, 'enqueueAll'>;
  readonly ticks: TickSource;
  readonly catalog: CatalogSource;
  readonly pins: PinSource;
  readonly config: { readonly project: string; readonly schedules: readonly Schedule[] };
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What became of a tick. */
export type TickResult =
  | { readonly kind: 'planned'; readonly plan: NightPlan }
  | { readonly kind: 'skipped'; readonly night: Night }
  | { readonly kind: 'none'; readonly reason: string };

export interface Scheduler {
  /** Stores the schedules in the clockwork, catches up what was missed, then takes ticks. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Replaces the schedules that tick; an empty list pauses them. */
  reschedule(schedules: readonly Schedule[]): Promise<void>;
  /** Safe to repeat: a night is planned once, whoever is told of its tick, and how often. */
  planTick(tick: Tick): Promise<TickResult>;
  /** Plans the newest missed night of every schedule. */
  catchUp(): Promise<readonly TickResult[]>;
  /** Plans a night for this moment; a dry run writes nothing. */
  planNow(options: { readonly dryRun: boolean }): Promise<NightPlanView>;
}

/** The loop that turns ticks of the schedules into nights: reads catalog and pins, plans, stores, then enqueues. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { store, ticks, clock, ids, log } = deps;
  const { project } = deps.config;
  let schedules = deps.config.schedules;

  async function assemble(schedule: Schedule, instant: Date): Promise<NightPlan> {
    const [catalog, pinFile] = await Promise.all([deps.catalog.load(), deps.pins.load()]);
    const readings = catalog.benchmarks.map(async (entry) => [entry.manifest.name, await readContent(entry)] as const);
    const contents = new Map(await Promise.all(readings));
    return planNight({ catalog, pinFile, contents, project, schedule, instant, now: clock.now(), ids });
  }

  /** False when somebody else planned the night first: then nothing was written. */
  async function apply(plan: NightPlan): Promise<boolean> {
    const moves = await channelMoves(store, plan, ids);
    if (!(await store.nights.plan(plan.night, plan.runs))) return false;
    for (const move of moves) await store.channels.record(move);
    await noteChannels(deps);
    await enqueue(plan);
    const { night, runs, problems } = plan;
    log.info('night planned', { night: night.id, instant: night.instant, runs: runs.length, moves: moves.length });
    for (const problem of problems) log.warn('left out of the night', { night: night.id, ...problem });
    return true;
  }

  /** The runs are stored: what the queue does not take now, the reconciler puts into it later. */
  async function enqueue({ night, runs }: NightPlan): Promise<void> {
    const jobs = runs.map(({ id, priority, pins }) => ({ jobId: id, platform: pins.platform, priority }));
    try {
      await deps.queue.enqueueAll(jobs);
    } catch (error) {
      log.warn('the queue did not take a night', { night: night.id, error: (error as Error).message });
    }
  }

  async function skip(schedule: Schedule, instant: Date, reason: string): Promise<TickResult> {
    const night = skippedNight({ project, schedule, instant, now: clock.now(), ids }, reason);
    if (!(await store.nights.plan(night, []))) return { kind: 'none', reason: 'the night is known already' };
    log.warn('night skipped', { night: night.id, instant: night.instant, reason });
    return { kind: 'skipped', night };
  }

  async function follow(schedule: Schedule, decision: TickDecision): Promise<TickResult> {
    if (decision.kind === 'none') return decision;
    if (decision.kind === 'skip') return skip(schedule, decision.instant, decision.reason);
    try {
      const plan = await assemble(schedule, decision.instant);
      return (await apply(plan)) ? { kind: 'planned', plan } : { kind: 'none', reason: 'the night is known already' };
    } catch (error) {
      // A broken catalog stays broken for the tick's next try; a night that fails must still be seen.
      if (error instanceof PlumblineError && !error.retryable) return skip(schedule, decision.instant, error.message);
      throw error;
    }
  }

  async function situation(schedule: Schedule): Promise<{ latest: Night | null; open: readonly Night[] }> {
    const open = await store.nights.inState('open');
    return {
      latest: await store.nights.latest(project, schedule.name),
      open: open.filter((night) => night.project === project && night.schedule === schedule.name),
    };
  }

  async function planTick(tick: Tick): Promise<TickResult> {
    const schedule = schedules.find((entry) => entry.name === tick.schedule);
    if (schedule === undefined) return { kind: 'none', reason: `schedule "${tick.schedule}" is not configured` };
    const input = { schedule, at: new Date(tick.instant), now: clock.now(), ...(await situation(schedule)) };
    return follow(schedule, decideTick(input));
  }

  async function catchUp(): Promise<readonly TickResult[]> {
    const results: TickResult[] = [];
    for (const schedule of schedules) {
      const input = { schedule, now: clock.now(), ...(await situation(schedule)) };
      results.push(await follow(schedule, decideCatchUp(input)));
    }
    return results;
  }

  return {
    async start() {
      for (const schedule of schedules) checkSchedule(schedule);
      await ticks.sync(schedules);
      await catchUp();
      await ticks.start(async (tick) => {
        await planTick(tick);
      });
    },
    stop: () => ticks.close(),
    async reschedule(next) {
      for (const schedule of next) checkSchedule(schedule);
      schedules = next;
      await ticks.sync(next);
    },
    planTick,
    catchUp,
    async planNow({ dryRun }) {
      const deadlineMinutes = schedules[0]?.deadlineMinutes ?? ON_DEMAND_MINUTES;
      const schedule = { name: ON_DEMAND, cron: '', timeZone: 'UTC', deadlineMinutes };
      const plan = await assemble(schedule, clock.now());
      return viewPlan(plan, !dryRun && (await apply(plan)));
    },
  };
}
