/**
 * Reasons that take speed from a run, by their bit (NVML, nvmlClocksEventReasons). Left out: idle (0x1), clocks that the
 * operator set (0x2), a board at its power cap (0x4), which is how a GPU normally runs, sync boost (0x10) and display (0x100).
 */
const REASONS: readonly (readonly [bit: bigint, name: string])[] = [
  [0x8n, 'hardware slowdown'],
  [0x20n, 'software thermal slowdown'],
  [0x40n, 'hardware thermal slowdown'],
  [0x80n, 'hardware power brake'],
];
const IDLE = 0x1n;

/** Why a GPU is slowed down now; null when it does not tell. One that idles loses nothing, whatever else it says. */
export function readThrottleReasons(active: string): string[] | null {
  if (!/^0x[0-9a-f]+$/i.test(active)) return null;
  const bits = BigInt(active);
  if ((bits & IDLE) !== 0n) return [];
  return REASONS.filter(([bit]) => (bits & bit) !== 0n).map(([, name]) => name);
}
