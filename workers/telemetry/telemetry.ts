import { describeError } from '../../services/core/errors.ts';
import type { TelemetryRow } from '../../services/core/model/job.ts';
import { throttleTaints } from '../../services/core/noise/throttling.ts';
import type { Clock, Log } from '../../services/core/ports/base.ts';
import { LOOK_MS } from '../../services/core/telemetry/rate.ts';
import { type ContainerUse, readContainerUse } from './container.ts';
import { told } from './csv.ts';
import { type CommandsOf, watchDevices } from './devices.ts';
import type { DeviceReading, WatchedDevice } from './reading.ts';
import { createRecorder, OWN } from './recorder.ts';

/** How long finished rows wait for company before they are sent, in milliseconds. */
const FLUSH_MS = 15_000;
/** Rows of one batch on its way to the API (TelemetryBatch). */
const BATCH_MAX_ROWS = 1000;

/** Where rows go; resolves when they are safe. `first` counts rows of the attempt. */
export interface TelemetrySink {
  telemetry(first: number, rows: readonly TelemetryRow[]): Promise<void>;
}

export interface Telemetry {
  /** Stops looking and hands in the rest; gives back why the run must not enter a baseline. Never fails. */
  end(): Promise<string[]>;
}

/**
 * Samples the devices and the container of a run that starts now. It never harms the run: what cannot be read is absent,
 * and once rows cannot be kept, sampling goes on for the taints alone.
 */
export function startTelemetry(options: {
  readonly pid: () => Promise<number>;
  readonly containerId: string;
  readonly devices: readonly WatchedDevice[];
  readonly sink: TelemetrySink;
  readonly clock: Clock;
  readonly log: Log;
  /** In place of `/`, for tests. */
  readonly root?: string;
  /** In place of the vendors' tools, for tests. */
  readonly commands?: CommandsOf;
}): Telemetry {
  const { containerId, devices, sink, clock, log, root = '/' } = options;
  const recorder = createRecorder();
  const counts = new Map(devices.map(({ uuid }) => [uuid, { looks: 0, slowed: new Map<string, number>() }]));
  const ended = new AbortController();
  let sent = 0;
  let kept = true;

  const tools = watchDevices({
    devices,
    everyMs: LOOK_MS,
    clock,
    log,
    ...(options.commands === undefined ? {} : { commands: options.commands }),
    onReadings(readings) {
      const now = clock.now().getTime();
      for (const reading of readings) {
        recorder.look(reading.device, reading.figures, now);
        count(reading);
      }
    },
  });

  function count({ device, figures: { throttled } }: DeviceReading): void {
    const own = counts.get(device);
    if (own === undefined || throttled === undefined) return;
    own.looks += 1;
    for (const reason of throttled) own.slowed.set(reason, (own.slowed.get(reason) ?? 0) + 1);
  }

  async function lookAtContainer(): Promise<void> {
    let pid = 0;
    let before: { readonly use: ContainerUse; readonly at: number } | null = null;
    while (!ended.signal.aborted) {
      if (pid <= 0) pid = await options.pid().catch(() => 0);
      const use = pid <= 0 ? null : await readContainerUse(pid, containerId, root);
      const at = clock.now().getTime();
      if (use !== null && before !== null && at > before.at) {
        const { memoryMiB, readBytes, writtenBytes } = use;
        const utilisation = (1000 * (use.cpuSeconds - before.use.cpuSeconds)) / (at - before.at);
        recorder.look(OWN, told({ utilisation: Math.max(0, utilisation), memoryMiB, readBytes, writtenBytes }), at);
      }
      if (use !== null) before = { use, at };
      await clock.sleep(LOOK_MS, ended.signal);
    }
  }

  async function flush(all: boolean): Promise<void> {
    const rows = recorder.take(all);
    for (let at = 0; at < rows.length && kept; at += BATCH_MAX_ROWS) {
      const batch = rows.slice(at, at + BATCH_MAX_ROWS);
      try {
        await sink.telemetry(sent, batch);
        sent += batch.length;
      } catch (error) {
        kept = false;
        log.warn('telemetry of a run cannot be kept any more', { error: describeError(error) });
      }
    }
  }

  async function keepFlushing(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(FLUSH_MS, ended.signal);
      if (!ended.signal.aborted) await flush(false);
    }
  }
  const working = Promise.all([lookAtContainer(), keepFlushing()]).catch((error: unknown) =>
    log.warn('telemetry of a run ended early', { error: describeError(error) }),
  );

  return {
    async end() {
      ended.abort();
      await Promise.all([working, tools.end()]);
      await flush(true);
      return throttleTaints([...counts].map(([device, own]) => ({ device, ...own })));
    },
  };
}
