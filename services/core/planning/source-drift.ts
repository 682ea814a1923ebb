import type { Instant } from '../model/base.ts';
import type { ChannelState } from '../model/channel.ts';
import type { DatasetPin } from '../model/pins.ts';
import { type Seen, seenOf } from './source-watch.ts';

/** States of a channel that are looked back at; a source that moved more often since drifted is said to have done so later than it did. */
export const DRIFT_STATES_MAX = 100;

/** A source that no longer gives what is pinned. */
export interface SourceDrift {
  readonly dataset: string;
  readonly version: string;
  /** Where its history stands. */
  readonly channel: string;
  readonly pointer: string;
  /** `other`: its bytes were compared; `unseen`: it says that it changed, and is too large to be compared. */
  readonly seen: Exclude<Seen, 'same'>;
  /** When it was first seen so, without a break. */
  readonly since: Instant;
  readonly lastAt: Instant;
  /** One sentence. */
  readonly reason: string;
}

/**
 * What the states of a set's channel, newest first, say of its pin; null while the source gives the pinned bytes, or was
 * not asked about this pin. A source that is too large for a look is held to the first word it gave for this pin: it
 * drifted when it says another one, and not because nobody looked.
 */
export function sourceDrift(pin: DatasetPin, states: readonly ChannelState[]): SourceDrift | null {
  const about = leading(states, (state) => seenOf(state, pin) !== null);
  const [newest, first] = [about[0], about.at(-1)];
  if (newest === undefined || first === undefined) return null;
  const seen = seenOf(newest, pin);
  if (seen === null || seen === 'same') return null;
  const isMoved = (state: ChannelState): boolean =>
    seenOf(state, pin) === seen && (seen === 'other' || state.pointer !== first.pointer);
  const since = leading(about, isMoved).at(-1)?.firstAt;
  if (since === undefined) return null;
  const { channel, pointer, lastAt } = newest;
  const { name, version } = pin;
  return { dataset: name, version, channel, pointer, seen, since, lastAt, reason: reasonOf(name, seen, since) };
}

function reasonOf(name: string, seen: SourceDrift['seen'], since: Instant): string {
  const when = `since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  const what =
    seen === 'other'
      ? `gives other bytes than the pin ${when}`
      : `says ${when} that it changed, and is too large to be compared`;
  return `the source of data set ${name} ${what}; runs go on with the pinned bytes`;
}

function leading<T>(items: readonly T[], is: (item: T) => boolean): readonly T[] {
  const end = items.findIndex((item) => !is(item));
  return end < 0 ? items : items.slice(0, end);
}
