/** Nights of a series in the order of time, tonight last, on the working scale. */
export interface SeriesHistory {
  readonly values: Float64Array;
  /** Number of the host of each night, from 0 on; null: one host, or the metric does not feel it. */
  readonly hosts: Int32Array | null;
  /** 1: the night may be part of a baseline; 0: it is not accepted yet (tonight, or a suspicion that is still open). */
  readonly accepted: Uint8Array;
}

/** One night as the history is made from it. */
export interface HistoryNight {
  readonly value: number;
  readonly host: string | null;
  readonly accepted: boolean;
}

/** History from nights; hosts get their numbers in the order in which they first appear. */
export function seriesHistory(nights: readonly HistoryNight[], feelsHost: boolean): SeriesHistory {
  const values = Float64Array.from(nights, ({ value }) => value);
  const accepted = Uint8Array.from(nights, (night) => (night.accepted ? 1 : 0));
  const numbers = new Map<string | null, number>();
  const hosts = Int32Array.from(nights, ({ host }) => {
    const known = numbers.get(host) ?? numbers.size;
    numbers.set(host, known);
    return known;
  });
  return { values, hosts: feelsHost && numbers.size > 1 ? hosts : null, accepted };
}
