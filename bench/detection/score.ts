/** TCPD's scores for lists of change points, and Perfherder's count; independent of what found the changes. */

/** Points that a found change may be away from a marked one. */
export const MARGIN = 5;

/** Change points of one person, by name; 0-based index of the first point after each. */
export type Annotations = Readonly<Record<string, readonly number[]>>;

/**
 * F1 of TCPDBench: index 0 belongs to everybody and to the prediction; precision against all annotators together,
 * recall averaged over them; a marked point is met by one found point at most.
 */
export function f1(annotations: Annotations, found: readonly number[]): number {
  const people = Object.values(annotations).map((points) => new Set([0, ...points]));
  const prediction = new Set([0, ...found]);
  const anybody = new Set(people.flatMap((points) => [...points]));
  const precision = met(anybody, prediction) / prediction.size;
  const recall = mean(people.map((points) => met(points, prediction) / points.size));
  return (2 * precision * recall) / (precision + recall);
}

/** Covering of TCPDBench: mean over annotators of Σ |segment| · best Jaccard index / length. */
export function covering(annotations: Annotations, found: readonly number[], length: number): number {
  const ours = segments(found, length);
  return mean(
    Object.values(annotations).map(
      (points) =>
        segments(points, length).reduce(
          (sum, one) => sum + (one[1] - one[0]) * Math.max(...ours.map((other) => jaccard(one, other))),
          0,
        ) / length,
    ),
  );
}

/** Which expected changes were found within the margin, and how many others were reported. */
export function compared(
  expected: readonly number[],
  found: readonly number[],
  margin: number,
): { readonly missed: number[]; readonly more: number } {
  const free = new Set(found);
  const missed = expected.filter((point) => !take(free, point, margin));
  return { missed, more: free.size };
}

function met(marked: ReadonlySet<number>, found: ReadonlySet<number>): number {
  const free = new Set(found);
  return [...marked].sort((a, b) => a - b).filter((point) => take(free, point, MARGIN)).length;
}

/** Takes the found point nearest to `point` off the free ones, when one is near enough. */
function take(free: Set<number>, point: number, margin: number): boolean {
  const near = [...free]
    .filter((other) => Math.abs(other - point) <= margin)
    .sort((a, b) => Math.abs(a - point) - Math.abs(b - point) || a - b)[0];
  return near !== undefined && free.delete(near);
}

function segments(points: readonly number[], length: number): [number, number][] {
  const ends = [0, ...new Set(points.filter((point) => point > 0 && point < length)), length].sort((a, b) => a - b);
  return ends.slice(1).map((end, i) => [ends[i] as number, end]);
}

function jaccard(a: readonly [number, number], b: readonly [number, number]): number {
  const shared = Math.min(a[1], b[1]) - Math.max(a[0], b[0]);
  return shared <= 0 ? 0 : shared / (Math.max(a[1], b[1]) - Math.min(a[0], b[0]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
