import type { ImagePin, PinFile, Pins } from '../model/pins.ts';

/** Why an environment is kept, most telling first. */
export const USE_KINDS = ['canary', 'pinned', 'waiting', 'experiment', 'search', 'incident', 'baseline'] as const;
export type UseKind = (typeof USE_KINDS)[number];

/** An environment that something stands on. */
export interface ImageUse {
  readonly kind: UseKind;
  /** Id of the run, incident or search; name of the platform for what has none. */
  readonly of: string;
  readonly pins: Pick<Pins, 'benchmark' | 'image' | 'base'>;
}

/** An image that must not be removed, and why. */
export interface NeededImage {
  readonly reference: string;
  /** Fingerprint of what it was built from: the same image under another name has it too. */
  readonly recipe: string | null;
  readonly benchmark: string;
  /** Sentences, at most `REASONS_MAX`. */
  readonly reasons: readonly string[];
}

/** Reasons that are kept of one image: the first decides already. */
export const REASONS_MAX = 5;

const WORDS: Readonly<Record<UseKind, (of: string) => string>> = {
  canary: (of) => `canary of ${of}`,
  pinned: (of) => `pinned for ${of}`,
  waiting: (of) => `run ${of} has not ended`,
  experiment: (of) => `experiment ${of} has not ended`,
  search: (of) => `search ${of} has not ended`,
  incident: (of) => `incident ${of} is open`,
  baseline: (of) => `last good environment on ${of}`,
};

/**
 * Images that uses stand on: each with the base that it was built from, since a search builds mixtures on that. By
 * reference; the reasons in the order of USE_KINDS.
 */
export function neededImages(uses: readonly ImageUse[]): readonly NeededImage[] {
  const found = new Map<string, { recipe: string | null; benchmark: string; reasons: Set<string> }>();
  const sorted = [...uses].sort((a, b) => USE_KINDS.indexOf(a.kind) - USE_KINDS.indexOf(b.kind));
  for (const { kind, of, pins } of sorted) {
    const add = ({ reference, recipe }: ImagePin, words: string) => {
      const known = found.get(reference) ?? { recipe: null, benchmark: pins.benchmark, reasons: new Set<string>() };
      known.recipe ??= recipe ?? null;
      if (known.reasons.size < REASONS_MAX) known.reasons.add(words);
      found.set(reference, known);
    };
    add(pins.image, WORDS[kind](of));
    add(pins.base, `base of ${pins.benchmark}`);
  }
  return [...found]
    .map(([reference, { reasons, ...rest }]) => ({ reference, ...rest, reasons: [...reasons] }))
    .sort((a, b) => (a.reference < b.reference ? -1 : 1));
}

/** What a pin file needs. `canaries` are the names of the catalog's benchmarks that judge their host. */
export function pinnedUses(file: PinFile | null, canaries: ReadonlySet<string>): readonly ImageUse[] {
  return (file?.pins ?? []).map((pins) => ({
    kind: canaries.has(pins.benchmark) ? 'canary' : 'pinned',
    of: pins.platform,
    pins,
  }));
}
