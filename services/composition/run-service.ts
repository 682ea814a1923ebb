import { hostname } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../../workers/main.ts';
import type { RunningHere, UpOptions } from '../cli/context.ts';
import { createWorkerDoor } from '../client/door.ts';
import type { Config } from '../core/model/config.ts';
import { systemClock } from './clock.ts';
import { remoteService } from './connect.ts';
import { FOLDERS } from './folders.ts';
import { systemIds } from './ids.ts';
import { createLog } from './log.ts';
import { startService } from './service.ts';
import { workerSettings } from './worker-settings.ts';

/** The whole service in this process, found by others through the state folder. */
export function up(config: Config, options: UpOptions): Promise<RunningHere> {
  const listen = { host: options.host ?? config.listen.host, port: options.port ?? config.listen.port };
  return startService({
    config: { ...config, listen },
    log: createLog(config.state),
    schedule: true,
    worker: options.worker ?? config.worker.embedded,
    announce: true,
  });
}

/** A worker alone, for a service elsewhere; ends when the signal aborts, after its drain. */
export async function worker(
  config: Config,
  options: { readonly apiUrl: string | null; readonly platform: string | null },
  signal: AbortSignal,
): Promise<void> {
  const { baseUrl, token } = await remoteService(config, options.apiUrl);
  const running = await startWorker({
    door: createWorkerDoor({ baseUrl, token }),
    platform: options.platform ?? config.worker.platform,
    host: hostname(),
    settings: workerSettings(config),
    stateFolder: join(config.state, FOLDERS.worker),
    clock: systemClock,
    ids: systemIds,
    log: createLog(null),
  });
  const asked = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([asked, running.done]);
  await running.stop(1000 * config.worker.drainSeconds);
}
