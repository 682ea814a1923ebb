/** Slow, plain oracles for the segmentation: every partition's cost, by the definition. */

/** Squared error of the values around their mean, or around their least-squares line. */
export function plainError(values: readonly number[], sloped: boolean): number {
  const n = values.length;
  const centre = values.reduce((sum, value) => sum + value, 0) / n;
  const middle = (n - 1) / 2;
  const time = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = sloped && n > 2 ? values.reduce((sum, value, i) => sum + (i - middle) * (value - centre), 0) / time : 0;
  return values.reduce((sum, value, i) => sum + (value - centre - slope * (i - middle)) ** 2, 0);
}

/** Least squared error + price a change over all partitions into pieces of `shortest` points or more. */
export function leastCost(values: readonly number[], price: number, shortest: number, sloped: boolean): number {
  const best: number[] = [-price];
  for (let to = 1; to <= values.length; to += 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let from = 0; from <= to - shortest; from += 1) {
      least = Math.min(least, (best[from] as number) + price + plainError(values.slice(from, to), sloped));
    }
    best.push(least);
  }
  return best[values.length] as number;
}

/** Cost of the partition with these changes. */
export function costOf(values: readonly number[], changes: readonly number[], price: number, sloped: boolean): number {
  const ends = [...changes, values.length];
  return ends.reduce(
    (sum, end, i) => sum + plainError(values.slice(i === 0 ? 0 : ends[i - 1], end), sloped),
    price * changes.length,
  );
}
