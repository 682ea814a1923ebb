import type { ChannelResolution, ChannelState } from '../model/channel.ts';
import { fingerprint, sha256Hex } from '../model/identity.ts';
import { sourceOrigin } from '../model/origin.ts';
import type { DatasetPin, PinFile } from '../model/pins.ts';

/** How long an answer of a source is good for, in milliseconds: each is asked once a night. */
const ASKED_MS = 20 * 3_600_000;
/** Data sets that are watched; more, and the others of the pin file are not. */
const SETS_MAX = 200;
/** Hex digits of a source's word that are shown: enough to tell two apart. */
const MARK_DIGITS = 12;
const POINTER_MAX_CHARACTERS = 450;
const UPSTREAM = 'upstream:';

/** What is known of the bytes behind a source's word: the pinned ones, other ones, or nobody compared them. */
export type Seen = 'same' | 'other' | 'unseen';

/** The pinned data sets of which a file comes from somewhere else, each once. Where two pins differ, the last one counts. */
export function watchedSets({ pins }: PinFile): readonly DatasetPin[] {
  const sets = new Map<string, DatasetPin>();
  for (const { dataset } of pins) {
    const sources = [dataset.source, ...dataset.files.map(({ source = dataset.source }) => source)];
    if (sources.some((source) => sourceOrigin(source) !== null)) sets.set(dataset.name, dataset);
  }
  return [...sets.values()].slice(0, SETS_MAX);
}

/** Name of the channel that says what the source of a data set gives, beside `dataset:NAME`, which says what is pinned. */
export function upstreamChannel(pin: Pick<DatasetPin, 'name'>): string {
  return `${UPSTREAM}${pin.name}`;
}

/** Whether a channel says what a source gives. */
export function isUpstream({ channel }: Pick<ChannelState, 'channel'>): boolean {
  return channel.startsWith(UPSTREAM);
}

/** Whether a source is to be asked now: not yet asked this night, or asked about another pin. */
export function isDue(state: ChannelState | undefined, pin: DatasetPin, now: Date): boolean {
  if (state === undefined || seenOf(state, pin) === null) return true;
  return now.getTime() - Date.parse(state.lastAt) >= ASKED_MS;
}

/**
 * What is known of a source that answers with this word; null: its bytes have to be looked at. A source without a word for
 * what it has (no entity tag, no date) is looked at each time.
 */
export function knownSeen(state: ChannelState | undefined, pin: DatasetPin, mark: string | null): Seen | null {
  if (state === undefined || mark === null || state.pointer !== pointerOf(pin, mark)) return null;
  return seenOf(state, pin);
}

/** What a state of the channel says of this pin; null: it was about another one. */
export function seenOf({ digest }: Pick<ChannelState, 'digest'>, pin: DatasetPin): Seen | null {
  if (digest === pin.digest) return 'same';
  return (['other', 'unseen'] as const).find((seen) => digest === digestOf(pin, seen)) ?? null;
}

/**
 * The state of the channel: its digest is the pin's while the source gives the pinned bytes, and another one as soon as it
 * does not, so that the history of the channel shows when it moved.
 */
export function upstreamState(pin: DatasetPin, mark: string | null, seen: Seen, at: Date): ChannelResolution {
  return {
    channel: upstreamChannel(pin),
    kind: pin.source.kind === 'git' ? 'git' : 'dataset',
    pointer: pointerOf(pin, mark),
    digest: seen === 'same' ? pin.digest : digestOf(pin, seen),
    at: at.toISOString(),
  };
}

function digestOf({ digest }: DatasetPin, seen: Seen): string {
  return fingerprint({ pinned: digest, seen });
}

function pointerOf({ source }: DatasetPin, mark: string | null): string {
  const where = `${sourceOrigin(source) ?? 'the catalog'}${versionOf(source)}`.slice(0, POINTER_MAX_CHARACTERS);
  return mark === null ? where : `${where} [${sha256Hex(mark).slice(0, MARK_DIGITS)}]`;
}

function versionOf(source: DatasetPin['source']): string {
  if ('version' in source) return ` ${source.version}`;
  if (source.kind === 'git') return ` ${source.ref}`;
  return source.kind === 'oci' ? ` ${source.image.replace(/^[^@]*[/:]/, '')}` : '';
}
