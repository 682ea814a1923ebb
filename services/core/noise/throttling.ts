/** Share of the looks at a device in which one reason may slow it down: as much as its processors may lose to heat. */
export const SLOWED_LOOKS_MAX = 0.05;
/** A device that was looked at fewer times is not accused: one bad look of three says nothing. */
export const LOOKS_MIN = 10;

/** How often a device was looked at, and how often what slowed it down. */
export interface DeviceLooks {
  readonly device: string;
  readonly looks: number;
  /** Looks by reason, by the vendor's names. */
  readonly slowed: ReadonlyMap<string, number>;
}

/**
 * Why a run on these devices must not enter a baseline, a sentence for each device and reason. Reasons that take nothing
 * from a run, such as clocks that the operator locked, are left out by whoever reads the vendor's tool.
 */
export function throttleTaints(devices: readonly DeviceLooks[]): string[] {
  return devices.flatMap(({ device, looks, slowed }) =>
    looks < LOOKS_MIN
      ? []
      : [...slowed]
          .filter(([, count]) => count / looks >= SLOWED_LOOKS_MAX)
          .map(([reason, count]) => `${device}: ${reason} in ${count} of ${looks} looks`),
  );
}
