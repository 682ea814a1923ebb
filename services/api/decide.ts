import { PlumblineError } from '../core/errors.ts';
import { type Decider, type DecisionFacts, decideIncident } from '../core/judge/decision.ts';
import type { IncidentAction } from '../core/model/api/incident.ts';
import type { Incident } from '../core/model/incident.ts';
import type { Pins } from '../core/model/pins.ts';
import { PRIORITY } from '../core/planning/priority.ts';
import type { Store } from '../core/ports/store.ts';
import type { ApiDeps } from './deps.ts';
import { quietly } from './door/quietly.ts';
import { found } from './found.ts';

type DecideDeps = Pick<ApiDeps, 'store' | 'queue' | 'clock' | 'ids' | 'log' | 'config' | 'wake'>;

/** Reads what is known, lets core decide, and does it. The incident's own change comes first and may lose: CONFLICT. */
export async function decide(
  deps: DecideDeps,
  id: string,
  action: IncidentAction,
  by: Pick<Decider, 'actor' | 'reason'>,
): Promise<Incident> {
  const { store, queue, clock, ids, log } = deps;
  const facts = await factsOf(store, found(await store.incidents.get(id), 'incident', id));
  const { maxPairs } = deps.config;
  const { change, experiment, outbox } = decideIncident(action, facts, {
    ...by,
    now: clock.now(),
    ids,
    maxPairs,
  });
  // The experiment must stand before the incident names it.
  if (experiment) await store.experiments.create(experiment);
  if (!(await store.incidents.change(change.incident, change.from, change.event, outbox)))
    throw new PlumblineError('CONFLICT', `incident "${id}" was changed by somebody else meanwhile`);
  if (experiment) {
    const { id: jobId, platform } = experiment;
    await quietly(log, 'enqueue', () => queue.enqueue({ jobId, platform, priority: PRIORITY.experiment }));
  }
  deps.wake?.();
  return change.incident;
}

async function factsOf(store: Store, incident: Incident): Promise<DecisionFacts> {
  const [experiment, bad, good, outbox] = await Promise.all([
    incident.experimentId === null ? null : store.experiments.get(incident.experimentId),
    pinsOf(store, incident, incident.nightId),
    pinsOf(store, incident, incident.goodNightId),
    store.outbox.entries(incident.id),
  ]);
  return { incident, experiment, bad, good, outbox };
}

/** What the benchmark ran in one night: a night has one set of pins for each benchmark and platform. */
async function pinsOf(store: Store, incident: Incident, nightId: string | null): Promise<Pins | null> {
  if (nightId === null) return null;
  const { project, benchmark, platform } = incident;
  const page = await store.runs.list({ project, benchmark, platform, nightId }, 1);
  return page.items[0]?.pins ?? null;
}
