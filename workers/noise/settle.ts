import { type SettleLook, settleStep } from '../../services/core/noise/settle.ts';
import { steadyClock } from '../../services/core/planning/steady-clock.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import { LOOK_MS } from '../../services/core/telemetry/rate.ts';
import { type CommandsOf, watchDevices } from '../telemetry/devices.ts';
import type { DeviceReading, WatchedDevice } from '../telemetry/reading.ts';

/** Time after which a tool that told nothing is not waited for any longer, in milliseconds. */
const SILENT_MS = 10_000;
/** Looks that are kept: enough to see whether a device still gets cooler. */
const LOOKS_MAX = 60;

/**
 * Waits until the devices of a run are idle and cool, at most `seconds`; gives back why the run must not enter a
 * baseline, which it must not when somebody else kept them busy. Never fails, and ends early when `stop` aborts.
 */
export async function settleDevices(options: {
  readonly devices: readonly WatchedDevice[];
  readonly seconds: number;
  readonly run: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly commands?: CommandsOf;
}): Promise<readonly string[]> {
  const { devices, seconds, run, log, stop } = options;
  // A wall clock that is set back would make the wait as much longer.
  const clock = steadyClock(options.clock);
  if (devices.length === 0 || seconds <= 0) return [];
  const newest = new Map<string, DeviceReading>();
  const tools = watchDevices({
    devices,
    everyMs: LOOK_MS,
    clock,
    log,
    ...(options.commands === undefined ? {} : { commands: options.commands }),
    onReadings(readings) {
      for (const reading of readings) newest.set(reading.device, reading);
    },
  });
  const began = clock.now().getTime();
  const looks: SettleLook[] = [];
  try {
    while (!stop.aborted) {
      const at = clock.now().getTime();
      if (newest.size > 0) looks.push({ at, devices: [...newest.values()].map(stateOf) });
      if (looks.length > LOOKS_MAX) looks.shift();
      const waited = at - began;
      const step = settleStep(looks, waited, seconds * 1000);
      const silent = looks.length === 0 && waited < Math.min(SILENT_MS, seconds * 1000);
      if (step.kind === 'start' && !silent) {
        log.info('a run begins', { run, waitedMs: waited, devices: step.why });
        return step.taints;
      }
      await clock.sleep(LOOK_MS, stop);
    }
    return [];
  } finally {
    await tools.end();
  }
}

function stateOf({ device, figures }: DeviceReading): SettleLook['devices'][number] {
  return { device, utilisation: figures.utilisation ?? null, temperature: figures.temperature ?? null };
}
