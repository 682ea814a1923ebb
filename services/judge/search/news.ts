import { JUDGE, moveIncident } from '../../core/judge/incident.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { NewOutboxEntry } from '../../core/ports/store-incidents.ts';
import type { SearchDeps } from './deps.ts';

/**
 * Writes news of a search to a confirmed incident that stays confirmed: why it is confirmed stays its reason, and the
 * news is an event. False when somebody moved it meanwhile.
 */
export async function tellNews(
  { store, clock }: Pick<SearchDeps, 'store' | 'clock'>,
  incident: Incident,
  news: string,
  patch: Pick<Partial<Incident>, 'searchId' | 'cause'>,
  outbox: readonly NewOutboxEntry[] = [],
): Promise<boolean> {
  const at = clock.now().toISOString();
  const change = moveIncident(incident, 'confirmed', { at, actor: JUDGE, reason: news }, patch);
  return await store.incidents.change(
    { ...change.incident, reason: incident.reason },
    change.from,
    change.event,
    outbox,
  );
}
