import type { Incident } from '../model/incident.ts';
import { OPEN_STATES } from './incident.ts';

/**
 * Gives incidents that moved together with the same environment difference one leader, which has the issue: the same
 * changed factors (from and to, shared libraries aside, which follow from packages) and sets of dates that overlap.
 * Whatever leads already stays the leader; else the first in the order of ids.
 *
 * @param fresh incidents of tonight; @param open incidents that were open before.
 */
export function withLeaders(fresh: readonly Incident[], open: readonly Incident[]): readonly Incident[] {
  const leading = open.filter(({ leaderId, state }) => leaderId === null && OPEN_STATES.includes(state));
  return fresh.map((incident) => {
    const key = differenceOf(incident);
    if (key === '[]') return incident;
    const leader = leading.find(
      (other) => other.id !== incident.id && differenceOf(other) === key && overlap(other.dates, incident.dates),
    );
    if (leader !== undefined) return { ...incident, leaderId: leader.id };
    leading.push(incident);
    return incident;
  });
}

/**
 * Whether a recovered incident was the last of those that one issue speaks for: only then is the issue closed.
 *
 * @param before open incidents before tonight; @param changed those that tonight changed, as they are now.
 */
export function isLastOfItsGroup(
  incident: Incident,
  before: readonly Incident[],
  changed: readonly Incident[],
): boolean {
  const leaderId = incident.leaderId ?? incident.id;
  const others = before.filter(
    (other) => other.id !== incident.id && (other.id === leaderId || other.leaderId === leaderId),
  );
  return !others.some((other) => {
    const { state } = changed.find(({ id }) => id === other.id) ?? other;
    return state === 'confirmed' || state === 'attributed';
  });
}

/** The changed factors in one order, as text. */
function differenceOf({ suspects }: Incident): string {
  const telling = suspects.filter(({ factor }) => !factor.startsWith('library:'));
  return JSON.stringify(telling.map(({ factor, from, to }) => [factor, from, to].join('\n')).sort());
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  const [from, to] = [one[0] ?? '', one.at(-1) ?? ''];
  return (other[0] ?? '') <= to && from <= (other.at(-1) ?? '');
}
