import { hostname } from 'node:os';
import { join } from 'node:path';
import { startWorker } from '../../workers/main.ts';
import type { RemoteWorkerOptions, RunningHere, UpOptions } from '../cli/context.ts';
import { createWorkerDoor } from '../client/door.ts';
import { PlumblineError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';
import { systemClock } from './clock.ts';
import { remoteService } from './connect.ts';
import { egress } from './egress.ts';
import { workerSocket } from './engine-socket.ts';
import { FOLDERS } from './folders.ts';
import { systemIds } from './ids.ts';
import { createLog } from './log.ts';
import { pullAuth } from './pull-auth.ts';
import { startService } from './service.ts';
import { VERSION } from './version.ts';
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

/**
 * A worker alone, for a service elsewhere; ends when the signal aborts, after its drain. What the API refuses at the start
 * (TOKEN_INVALID, TOKEN_ROLE) is thrown; an API or an engine that is away is waited for.
 */
export async function worker(config: Config, options: RemoteWorkerOptions, signal: AbortSignal): Promise<void> {
  const { baseUrl, token } = await remoteService(config, options.apiUrl, options.tokenFile);
  const platform = options.platform ?? config.worker.platform;
  const host = options.host ?? hostname();
  const send = await egress(config, baseUrl);
  const log = createLog(null);
  const running = await startWorker({
    door: createWorkerDoor({ baseUrl, token, ...(send === undefined ? {} : { fetch: send }) }),
    platform,
    host,
    settings: workerSettings(config),
    stateFolder: join(config.state, FOLDERS.worker),
    socketPath: workerSocket(config),
    pullAuth: pullAuth(config),
    clock: systemClock,
    ids: systemIds,
    log,
    version: VERSION,
  });
  log.info('worker started', { api: baseUrl, platform, host, health: running.health, version: VERSION });
  const asked = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([asked, running.done]);
  const refusal = running.refused();
  if (refusal === null) log.info('stopping; what runs may finish', { seconds: config.worker.drainSeconds });
  await running.stop(1000 * config.worker.drainSeconds);
  if (refusal === null) return;
  const advice = `\`plumbline token create NAME --role worker --platform ${platform}\` makes a token for this worker`;
  throw new PlumblineError(refusal.code, `${refusal.message}; ${advice}`, { cause: refusal });
}
