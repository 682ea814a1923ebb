import { type ConnectionOptions, createRedisBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { PlumblineError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import { COMMAND_TIMEOUT_MS, CONNECT_TIMEOUT_MS, RECONNECT_PAUSE_MS_MAX } from './bounds.ts';
import type { Engine } from './engine.ts';
import { unavailable, within } from './failure.ts';

/**
 * Opens Redis. While it is away every command fails at once instead of waiting in memory: a claim that ran late would
 * lock a job for nobody. It comes back by itself.
 *
 * Throws CONFIG_INVALID for what is no Redis address, QUEUE_UNAVAILABLE when nothing answers within CONNECT_TIMEOUT_MS.
 */
export async function openRedis(redisUrl: string, clock: Clock, log: Log): Promise<Engine> {
  const where = describe(redisUrl);
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(50 * attempt, RECONNECT_PAUSE_MS_MAX),
  });
  // Every queue listens on this one connection.
  redis.setMaxListeners(0);
  let lastError: unknown = null;
  let away = false;
  redis.on('error', (error) => {
    lastError = error;
    if (!away) log.warn('queue is away', { queue: where, error: unavailable(where, error).message });
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('queue is back', { queue: where });
    away = false;
  });
  try {
    const ready = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
    redis.connect().catch(() => undefined);
    await within(clock, CONNECT_TIMEOUT_MS, where, ready);
  } catch (error) {
    redis.disconnect();
    throw unavailable(where, lastError ?? error);
  }
  return {
    where,
    connection: redis,
    // The second argument of BullMQ's factories asks for a blocking connection for each worker: nothing here blocks.
    backend: (name, options) => createRedisBackend(name, { ...options, connection: redis as ConnectionOptions }, {}),
    // BullMQ takes a job away and leaves its lock, which would protect the next job of that id from being removed.
    dropLock: async (key) => {
      await redis.del(key);
    },
    ping: async () => {
      await redis.ping();
    },
    close: async () => {
      redis.disconnect();
    },
  };
}

function describe(redisUrl: string): string {
  const url = URL.canParse(redisUrl) ? new URL(redisUrl) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw new PlumblineError('CONFIG_INVALID', 'REDIS_URL is no address of the form redis://[user:password@]host:port');
  }
  return `Redis at ${url.host || 'localhost'}`;
}
