import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino } from 'pino';
import type { Log } from '../core/ports/base.ts';

/** Field names whose values never reach the log, at any depth pino can name. */
const SECRET_FIELDS = ['token', 'authorization', 'password', 'secret', 'databaseUrl', 'redisUrl'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/** JSON lines into `<state>/logs/service.log`, or to standard error when no folder is given. */
export function createLog(stateFolder: string | null): Log {
  if (stateFolder !== null) mkdirSync(join(stateFolder, 'logs'), { recursive: true });
  const target =
    stateFolder === null ? destination(2) : destination({ dest: join(stateFolder, 'logs', 'service.log'), sync: true });
  return asLog(pino({ level: 'info', redact: SECRET_FIELDS }, target));
}

function asLog(logger: Logger): Log {
  return {
    info: (message, data) => logger.info(data ?? {}, message),
    warn: (message, data) => logger.warn(data ?? {}, message),
    error: (message, data) => logger.error(data ?? {}, message),
  };
}
