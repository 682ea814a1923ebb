import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import { decide } from '../../services/api/decide.ts';
import type { ApiConfig } from '../../services/api/deps.ts';
import { nextOrder } from '../../services/api/door/next.ts';
import { pinsDifference } from '../../services/core/attribution/difference.ts';
import type { FactorChange } from '../../services/core/model/factor.ts';
import type { Incident } from '../../services/core/model/incident.ts';
import type { Pins } from '../../services/core/model/pins.ts';
import type { Implication, Mixture } from '../../services/core/model/search.ts';
import type { Mixer } from '../../services/core/ports/mixer.ts';
import type { JobQueue } from '../../services/core/ports/queue.ts';
import type { Store } from '../../services/core/ports/store.ts';
import type { SearchDeps } from '../../services/judge/search/deps.ts';
import { createSearcher } from '../../services/judge/search/step.ts';
import { aNight } from './builders.ts';
import { BENCHMARK, judgedWorld, type Model } from './judged-world.ts';
import { pinsOf } from './planning.ts';

export type Packages = Readonly<Record<string, string>>;

/** Pins of an environment with these packages; what is in an image decides its id. */
export function environment(packages: Packages, change: Partial<Pins> = {}, benchmark = BENCHMARK): Pins {
  const pins = pinsOf(benchmark, 'cpu-x86_64', change);
  const text = JSON.stringify([Object.entries(packages).sort(), pins.code]);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const image = { reference: digest, kind: 'image-id', recipe: digest } as const;
  return { ...pins, image, lock: { digest, packages: { ...packages } } };
}

/** Packages `pkg0`, `pkg1`, … at one version. */
export function packagesAt(version: string, count: number): Packages {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`pkg${at}`, version]));
}

/** A mixer over made-up environments, which remembers what it was asked to build. */
export interface FakeMixer extends Mixer {
  readonly mixed: Mixture[];
  implied: readonly Implication[];
  /** Differences that pins do not show. */
  hidden: readonly FactorChange[];
  /** Why there is no environment with these packages; null: there is. */
  refuses: (packages: Packages) => string | null;
  /** What stands between both sides of the cause. */
  items: readonly string[];
  /** Thrown by the next calls, while it is set. */
  failing: Error | null;
  /** Pins of sides that are no runs. */
  side: ((side: Parameters<Mixer['prepare']>[2]) => Pins) | null;
}

export function fakeMixer(): FakeMixer {
  const check = () => {
    if (mixer.failing) throw mixer.failing;
  };
  const mixer: FakeMixer = {
    ...{ mixed: [], implied: [], hidden: [], refuses: () => null, items: [], failing: null, side: null },
    async prepare(_benchmark, _platform, side) {
      check();
      if (mixer.side === null) throw new Error('no side was made up');
      const { limits, metrics } = BENCHMARK;
      return { pins: mixer.side(side), manifest: { limits, metrics } };
    },
    async implications() {
      check();
      return mixer.implied;
    },
    unseen: async () => mixer.hidden,
    async mix(good, bad, mixture, say) {
      check();
      say('builds the mixture');
      mixer.mixed.push(mixture);
      const packages = mixedPackages(good, bad, mixture);
      const reason = mixer.refuses(packages);
      if (reason !== null) return { kind: 'refused', reason };
      const config = { ...good.config };
      for (const { factor } of pinsDifference(good, bad).filter(({ factor }) => mixture.taken.includes(factor)))
        if (factor.startsWith('config:')) config[factor.slice(7)] = bad.config[factor.slice(7)] as string;
      return { kind: 'pins', pins: environment(packages, { config }) };
    },
    async between() {
      check();
      return mixer.items;
    },
  };
  return mixer;
}

function mixedPackages(good: Pins, bad: Pins, { taken, versions = {} }: Mixture): Packages {
  const packages: Record<string, string> = { ...good.lock.packages };
  for (const name of new Set([...Object.keys(packages), ...Object.keys(bad.lock.packages)])) {
    const version = versions[name] ?? (taken.includes(`package:${name}`) ? bad.lock.packages[name] : packages[name]);
    if (version === undefined) delete packages[name];
    else packages[name] = version;
  }
  return packages;
}

type Changes = Partial<SearchDeps['config']>;

/** A judged world with the loop that searches, a mixer that builds nothing, and a worker at the real door. */
export async function searchWorld(t: Test, config: Changes = {}) {
  const world = await judgedWorld(t);
  const { store, queue, clock, ids, log } = world;
  const mixer = fakeMixer();
  const searcher = (over: { store?: Store; queue?: JobQueue } = {}) =>
    createSearcher({
      ...{ store, queue, mixer, clock, ids, log, ...over },
      config: { project: 'default', maxPairs: 6, searchRuns: 200, searchMinutes: 600, ...config },
    });
  let own = searcher();

  /** Does the experiment that waits in the queue as a worker at the door would; false when none waits. */
  const work = async (model: Model, host = 'host-a', during?: () => Promise<void>) => {
    const job = await queue.claim('cpu-x86_64', 'token', 0);
    if (!job) return false;
    await queue.complete('cpu-x86_64', job.jobId, 'token');
    const fence = await world.lease(job.jobId, host);
    for (;;) {
      const order = await nextOrder({ store, queue, clock, ids, log }, job.jobId, fence, 'cpu-x86_64');
      if (order.kind === 'stop') return true;
      await during?.();
      await world.report({ ...order.run, id: order.run.runId }, fence, model, host);
    }
  };

  return {
    ...world,
    ...{ mixer, searcher, work },
    /** Brings waiting jobs that the queue lost back into it. */
    async reconcile() {
      for (const job of await store.jobs.waiting(100)) await queue.enqueue(job);
    },
    /** A confirmed incident with the two sides of another one and no search yet, as another benchmark would have it. */
    async twin(of: Incident) {
      const twin: Incident = {
        ...of,
        id: 'inc_99999999',
        state: 'confirmed',
        leaderId: null,
        searchId: null,
        cause: null,
      };
      const at = clock.now().toISOString();
      const event = {
        incidentId: twin.id,
        at,
        from: null,
        to: 'confirmed',
        actor: 'judge',
        reason: 'as the other',
      } as const;
      const night = aNight({ id: 'night_99999999', instant: at, plannedAt: at, deadline: at });
      await store.nights.plan(night, []);
      await store.nights.closeDue(at);
      const action = { kind: 'open', title: 'twin', body: 'twin', labels: [] } as const;
      await store.nights.judge(night.id, {
        ...{ points: [], verdicts: [], changedIncidents: [], experiments: [], newIncidents: [twin], events: [event] },
        outbox: [{ id: ids.next('out'), incidentId: twin.id, action, createdAt: at }],
      });
      return twin;
    },
    /** A person asks for the confirmation again, and it confirms again. */
    async retry(id: string, model: Model) {
      const config = { maxPairs: 6 } as ApiConfig;
      await decide({ store, queue, clock, ids, log, config }, id, 'retry', { actor: 'ada', reason: undefined });
      await own.step();
      while (await work(model));
      await world.judge.step();
    },
    step: () => own.step(),
    /** As if the process had been started again. */
    restart: () => {
      own = searcher();
    },
    /** Steps and works until nothing moves. */
    async finish(model: Model, host?: string) {
      for (let turns = 0; turns < 200; turns += 1) {
        const { started, moved, told } = await own.step();
        const worked = await work(model, host);
        if (!worked && started + moved + told === 0) return;
      }
      throw new Error('the search does not end');
    },
    /** From calibration and two good nights to a confirmed incident. */
    async confirmed(good: Pins, bad: Pins, model: Model) {
      await world.calibrate(6, model, good);
      await world.night(good, model);
      await world.judge.step();
      await world.night(bad, model);
      await world.judge.step();
      await work(model);
      await world.judge.step();
      const [incident] = await store.incidents.list({ states: ['confirmed'] }, 1);
      if (!incident) throw new Error('nothing was confirmed');
      return incident;
    },
  };
}

/** A store and a queue whose every write is followed, or preceded the first time, by the end of the process. */
export function dying<T extends { store: Store; queue: JobQueue }>({ store, queue }: T, when: 'before' | 'after') {
  let writes = 0;
  const wrap = <O extends object>(part: O, names: readonly (keyof O)[]): O => {
    const copy = { ...part };
    for (const name of names) {
      const write = part[name] as (...input: unknown[]) => Promise<unknown>;
      copy[name] = (async (...input: unknown[]) => {
        writes += 1;
        if (when === 'before' && writes % 2 === 1) throw new Error('killed before a write');
        const result = await write.apply(part, input);
        if (when === 'after') throw new Error('killed after a write');
        return result;
      }) as O[typeof name];
    }
    return copy;
  };
  return {
    store: {
      ...store,
      searches: wrap(store.searches, ['create', 'change', 'begin', 'answer']),
      incidents: wrap(store.incidents, ['change']),
    },
    queue: { ...queue, enqueue: wrap(queue, ['enqueue']).enqueue },
    writes: () => writes,
  };
}
