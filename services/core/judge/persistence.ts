import type { Instant } from '../model/base.ts';
import type { Incident } from '../model/incident.ts';
import type { JudgedPoint } from './group.ts';
import { type IncidentChange, JUDGE, moveIncident } from './incident.ts';
import { COMMENT_NIGHTS, RECOVERY_NIGHTS } from './thresholds.ts';
import { counted } from './wording.ts';

/** What a night means for an incident that was open before it. */
export interface Continuation {
  readonly change: IncidentChange;
  /** `persists` and `recovered` are told on its issue; `retry` asks for a new experiment. */
  readonly news: 'persists' | 'recovered' | 'retry' | null;
}

/**
 * Follows an open incident through one more night: bad again (it persists; a comment at the first such night and every
 * seventh), or one clean night more, and over after three in a row. Null when the night says nothing about its series.
 *
 * @param nightsSince judged nights since the one that raised it, this one included: 1 is the first.
 */
export function continueIncident(
  incident: Incident,
  judged: readonly JudgedPoint[],
  nightsSince: number,
  at: Instant,
): Continuation | null {
  const own = judged.filter(({ series }) => incident.series.some((entry) => entry.seriesId === series.id));
  if (own.length === 0) return null;
  const bad = own.filter(({ verdict }) => verdict.suspicious);
  const move = (to: Incident['state'], reason: string, cleanNights: number) =>
    moveIncident(incident, to, { at, actor: JUDGE, reason }, { cleanNights });
  if (bad.length > 0) {
    const change = move(incident.state, bad.map(({ verdict }) => verdict.reason).join('; '), 0);
    if (incident.state === 'suspected') return { change, news: incident.experimentId === null ? 'retry' : null };
    return { change, news: nightsSince === 1 || nightsSince % COMMENT_NIGHTS === 0 ? 'persists' : null };
  }
  const clean = own.every(({ verdict }) => verdict.kind === 'in-band' || verdict.kind === 'changed');
  if (!clean) return null;
  const nights = incident.cleanNights + 1;
  const inside = `inside the band on ${counted(nights, 'night')} in a row`;
  if (nights < RECOVERY_NIGHTS) return { change: move(incident.state, inside, nights), news: null };
  if (incident.state !== 'suspected') return { change: move('resolved', inside, nights), news: 'recovered' };
  if (incident.experimentId !== null) return { change: move('suspected', inside, nights), news: null };
  return { change: move('dismissed', `never confirmed, and ${inside}`, nights), news: null };
}
