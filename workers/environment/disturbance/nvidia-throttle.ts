/** Fields for `nvidia-smi --format=csv,noheader`; drivers from 535 on call them clocks_event_reasons and take both names. */
export const NVIDIA_THROTTLE_QUERY = [
  '--query-gpu=uuid,clocks_throttle_reasons.active',
  '--format=csv,noheader',
] as const;

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

/** Why each GPU is slowed down now, by its uuid; a GPU that is not, or does not tell, has an empty list. */
export function readNvidiaThrottle(csv: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const line of csv.split('\n')) {
    const [uuid, active = ''] = line.split(',').map((cell) => cell.trim());
    if (!uuid?.startsWith('GPU-')) continue;
    const bits = /^0x[0-9a-f]+$/i.test(active) ? BigInt(active) : 0n;
    found.set(
      uuid,
      REASONS.filter(([bit]) => (bits & bit) !== 0n).map(([, name]) => name),
    );
  }
  return found;
}
