/** The attempt that a data set is for. */
export interface Holder {
  readonly runId: string;
  readonly attempt: number;
}

/** Which sets the runs of this worker use. */
export interface Holders {
  add(hex: string, holder: Holder): void;
  /** Whether an active run uses the set; holders whose run is over are forgotten. */
  holds(hex: string): boolean;
}

export function createHolders(isActive: (runId: string, attempt: string) => boolean): Holders {
  const holders = new Map<string, Holder[]>();
  const active = ({ runId, attempt }: Holder): boolean => isActive(runId, String(attempt));
  return {
    add(hex, holder) {
      holders.set(hex, [...(holders.get(hex) ?? []).filter(active), holder]);
    },
    holds(hex) {
      const left = (holders.get(hex) ?? []).filter(active);
      if (left.length === 0) holders.delete(hex);
      else holders.set(hex, left);
      return left.length > 0;
    },
  };
}
