/** A cached data set as the plan sees it. */
export interface CachedSet {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
  /** A run uses it, or its operator keeps it. */
  readonly held: boolean;
}

export interface Room {
  /** What the next set will take, in bytes. */
  readonly need: number;
  /** What all sets may take together, in bytes. */
  readonly quota: number;
  /** What the disk has free, in bytes, and what of it stays free. */
  readonly free: number;
  readonly reserve: number;
}

export interface EvictionPlan {
  /** Keys to remove, the one used longest ago first. */
  readonly evict: readonly string[];
  /** Bytes that the quota is exceeded by after that: what is held and what one run needs may exceed it. */
  readonly over: number;
  /** Bytes that the disk lacks after that; 0 where the next set fits. */
  readonly lacking: number;
}

/** Which sets go to make room for the next one. What is held never goes, and nothing goes that need not. */
export function planEviction(sets: readonly CachedSet[], { need, quota, free, reserve }: Room): EvictionPlan {
  let total = sets.reduce((sum, { bytes }) => sum + bytes, 0) + need;
  let lacking = need + reserve - free;
  const evict: string[] = [];
  const oldest = sets.filter(({ held }) => !held).sort((one, other) => one.usedAt - other.usedAt);
  for (const { key, bytes } of oldest) {
    if (total <= quota && lacking <= 0) break;
    evict.push(key);
    total -= bytes;
    lacking -= bytes;
  }
  return { evict, over: Math.max(0, total - quota), lacking: Math.max(0, lacking) };
}
