import type { Log } from '../../services/core/ports/base.ts';
import type { Droppable } from './parcel.ts';

/** Share of the bound that is made free at a time: a few large holes in a log are better than many small ones. */
const SLACK_SHARE = 1 / 8;
/** What goes first. */
const ORDER: readonly Droppable[] = ['log', 'telemetry'];

/** One attempt's folder, as the bound sees it. */
export interface Bounded {
  /** Drops its oldest parcels of a kind until about `wanted` bytes are free; returns how many are. */
  drop(kind: Droppable, wanted: number): Promise<number>;
}

/** The disk that all attempts together may take. */
export interface SpoolBudget {
  /** Joins behind all others; returns what ends that. */
  join(box: Bounded): () => void;
  /** Counts bytes that were written; negative: removed. */
  count(bytes: number): void;
  /** Makes room for so many bytes as far as there is anything to drop: text of the oldest attempt goes first. */
  room(bytes: number): Promise<void>;
}

/** @param maxBytes is kept but for what is never dropped: measurements, samples, reports. */
export function createBudget(maxBytes: number, log: Log): SpoolBudget {
  const boxes = new Set<Bounded>();
  let used = 0;
  let making: Promise<void> = Promise.resolve();
  let told = false;

  async function make(bytes: number): Promise<void> {
    if (used + bytes <= maxBytes) {
      told = false;
      return;
    }
    let wanted = used + bytes - maxBytes + maxBytes * SLACK_SHARE;
    for (const kind of ORDER) {
      for (const box of boxes) {
        if (wanted <= 0) return;
        wanted -= await box.drop(kind, wanted);
      }
    }
    if (used + bytes > maxBytes && !told) {
      told = true;
      log.warn('the spool is over its bound with what is never dropped', { used, maxBytes });
    }
  }

  return {
    join(box) {
      boxes.add(box);
      return () => void boxes.delete(box);
    },
    count(bytes) {
      used += bytes;
    },
    room(bytes) {
      const mine = making.then(() => make(bytes));
      making = mine.catch(() => undefined);
      return mine;
    },
  };
}
