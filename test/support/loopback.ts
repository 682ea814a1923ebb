import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../services/core/ports/base.ts';

/** A log that nobody reads. */
export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const ASK_EVERY_MS = 50;

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Asks until the answer is yes; fails after `msMax` milliseconds. */
export async function until(what: string, msMax: number, ask: () => Promise<boolean>): Promise<void> {
  for (let left = msMax; left > 0; left -= ASK_EVERY_MS) {
    if (await ask()) return;
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(`not within ${msMax} ms: ${what}`);
}
