import type { Instant } from '../model/base.ts';
import type { Incident } from '../model/incident.ts';
import { type IncidentChange, JUDGE, moveIncident } from './incident.ts';
import type { JudgedPoint } from './judge-series.ts';
import { isBack, recoveryNights } from './recovery.ts';
import { COMMENT_NIGHTS } from './thresholds.ts';
import { counted } from './wording.ts';

/** What a night means for an incident that was open before it. */
export interface Continuation {
  readonly change: IncidentChange;
  /** `persists` and `recovered` are told on its issue; `retry` asks for fresh runs again. */
  readonly news: 'persists' | 'recovered' | 'retry' | null;
}

/**
 * Follows an open incident through one more night: bad again (it persists; a comment at the first such night and every
 * seventh), or one clean night more, and over after three in a row (more where the change is small against the noise).
 * Null when the night says nothing about its series.
 *
 * @param nightsSince judged nights since the one that raised it, this one included: 1 is the first.
 */
export function continueIncident(
  incident: Incident,
  judged: readonly JudgedPoint[],
  nightsSince: number,
  at: Instant,
): Continuation | null {
  const own = judged.flatMap((point) => {
    const entry = incident.series.find(({ seriesId }) => seriesId === point.series.id);
    return entry === undefined ? [] : [{ point, back: isBack(entry, point) }];
  });
  if (own.length === 0) return null;
  const bad = own.filter(({ point, back }) => isBad(point, back));
  const move = (to: Incident['state'], reason: string, cleanNights: number) =>
    moveIncident(incident, to, { at, actor: JUDGE, reason }, { cleanNights });
  if (bad.length > 0) {
    const change = move(incident.state, bad.map(({ point }) => point.verdict.reason).join('; '), 0);
    if (incident.state === 'suspected') return { change, news: incident.experimentId === null ? 'retry' : null };
    return { change, news: nightsSince === 1 || nightsSince % COMMENT_NIGHTS === 0 ? 'persists' : null };
  }
  if (!own.every(({ back }) => back)) return null;
  const nights = incident.cleanNights + 1;
  const inBand = incident.series.every(({ basis }) => (basis?.rule ?? 'band') === 'band');
  const inside = `${inBand ? 'inside the band' : 'back at the good level'} on ${counted(nights, 'night')} in a row`;
  if (nights < recoveryNights(incident, judged)) return { change: move(incident.state, inside, nights), news: null };
  if (incident.state !== 'suspected') return { change: move('resolved', inside, nights), news: 'recovered' };
  if (incident.experimentId !== null) return { change: move('suspected', inside, nights), news: null };
  return { change: move('dismissed', `never confirmed, and ${inside}`, nights), news: null };
}

/** Suspicious again, or in the band and still at the bad level; a night without a verdict is neither. */
function isBad({ verdict }: JudgedPoint, back: boolean): boolean {
  return verdict.suspicious || (!back && (verdict.kind === 'in-band' || verdict.kind === 'changed'));
}
