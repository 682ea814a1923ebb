/** Share of the time that a device may work and still be idle: drivers poll, and persistence daemons do. */
export const IDLE_MAX = 0.05;
/** Degrees Celsius up to which a device is cool enough, whatever its temperature does. */
export const COOL_MAX = 50;
/** A warmer one is waited for while it fell by at least this many degrees within this time in milliseconds. */
export const FALLING_DEGREES = 1;
export const FALLING_MS = 10_000;
/** Newest looks in which a device must have worked, each of them, before others are blamed for it. */
export const BUSY_LOOKS = 3;

/** A device at one look; null: its tool does not tell. */
export interface DeviceState {
  readonly device: string;
  /** Share of the time, 0..1. */
  readonly utilisation: number | null;
  readonly temperature: number | null;
}

export interface SettleLook {
  /** Milliseconds, by any clock that goes on. */
  readonly at: number;
  readonly devices: readonly DeviceState[];
}

/** What to do now; `taints` say what the run begins beside, and `why` is for the log. */
export interface SettleStep {
  readonly kind: 'start' | 'wait';
  readonly why: string;
  readonly taints: readonly string[];
}

/**
 * Whether a run may begin: its devices idle, and each cool or no longer getting cooler. When the time is over it begins
 * all the same, since a warm device is what most nights begin with; only one that somebody else keeps busy taints it.
 *
 * @param looks oldest first; none: nobody can tell, and nothing is waited for.
 */
export function settleStep(looks: readonly SettleLook[], waitedMs: number, boundMs: number): SettleStep {
  const now = looks.at(-1);
  if (now === undefined) return { kind: 'start', why: 'no device told how it stands', taints: [] };
  const busy = now.devices.flatMap(({ device, utilisation }) =>
    utilisation !== null && utilisation > IDLE_MAX ? [{ device, utilisation }] : [],
  );
  const cooling = now.devices.filter((state) => isCooling(looks, now, state));
  if (busy.length === 0 && cooling.length === 0) return { kind: 'start', why: 'its devices are idle', taints: [] };
  const why = [
    ...busy.map(({ device, utilisation }) => `${device} works at ${percent(utilisation)}`),
    ...cooling.map(({ device, temperature }) => `${device} still cools down from ${temperature} °C`),
  ].join('; ');
  if (waitedMs < boundMs) return { kind: 'wait', why, taints: [] };
  const newest = looks.slice(-BUSY_LOOKS);
  const taints = busy
    .filter(({ device }) => newest.every((look) => worksIn(look, device)))
    .map(
      ({ device, utilisation }) => `${device}: somebody else kept it at ${percent(utilisation)} before the run began`,
    );
  return { kind: 'start', why: `${why}, after ${Math.round(waitedMs / 1000)} s`, taints };
}

/** One that has not been watched for long enough may be: the next looks tell. */
function isCooling(looks: readonly SettleLook[], now: SettleLook, { device, temperature }: DeviceState): boolean {
  if (temperature === null || temperature <= COOL_MAX) return false;
  const before = looks.findLast((look) => look.at <= now.at - FALLING_MS);
  const then = before?.devices.find((state) => state.device === device)?.temperature ?? null;
  if (before !== undefined && then === null) return false;
  return then === null || then - temperature >= FALLING_DEGREES;
}

function worksIn(look: SettleLook, device: string): boolean {
  return (look.devices.find((state) => state.device === device)?.utilisation ?? 0) > IDLE_MAX;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
