import type { Test } from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import type { WorkerSettings } from '../../services/core/model/worker.ts';
import type { Clock, Ids, Log } from '../../services/core/ports/base.ts';
import { startWorker, type Worker } from '../../workers/main.ts';
import { FakeDoor } from './door.ts';
import { testFolder } from './folder.ts';
import { tinyImage } from './image.ts';
import { makeOrder, type OrderOptions, pinFiles } from './order.ts';

let made = 0;
/** An id that no other test process on this engine uses at the same time. */
export function uniqueId(prefix: string): string {
  made += 1;
  return `${prefix}_${process.pid}x${process.hrtime.bigint().toString(36)}x${made}`;
}

export const testIds: Ids = { next: (prefix) => uniqueId(prefix), secret: () => uniqueId('secret'), seed: () => 1 };

/** A log that is shown only when a test fails. */
export function testLog(t: Pick<Test, 'comment'>): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string, data?: Record<string, unknown>): void => {
      lines.push(`${level} ${message} ${JSON.stringify(data ?? {})}`);
      if (level === 'error') t.comment(lines.at(-1));
    };
  return { lines, info: write('info'), warn: write('warn'), error: write('error') };
}

export interface WorkerBench {
  readonly door: FakeDoor;
  readonly worker: Worker;
  readonly state: string;
  readonly host: string;
  readonly log: ReturnType<typeof testLog>;
  /** An order with an image and a small data set that exist. */
  order(options?: Partial<OrderOptions>): ReturnType<typeof makeOrder>;
}

/** A worker on the real engine with a door in memory; stopped at the end of the test. */
export async function startTestWorker(
  t: Test,
  options: {
    readonly socketPath?: string;
    readonly heartbeatMs?: number;
    readonly user?: string;
    readonly settings?: Partial<WorkerSettings>;
    readonly clock?: Clock;
    /** What the door is told before the worker asks it anything. */
    readonly before?: (door: FakeDoor) => void;
  } = {},
): Promise<WorkerBench> {
  const folder = testFolder(t, { state: {}, data: {} });
  const image = await tinyImage(options.socketPath, options.user);
  const dataset = pinFiles(`${folder}/data`, { 'digits.txt': '1 2 3\n', 'more/words.txt': 'one two\n' });
  const door = new FakeDoor();
  options.before?.(door);
  const log = testLog(t);
  const host = uniqueId('host');
  const worker = await startWorker({
    door,
    platform: 'test',
    host,
    stateFolder: `${folder}/state`,
    clock: systemClock,
    ids: testIds,
    log,
    ...options,
  });
  t.teardown(() => worker.stop(0));
  return {
    door,
    worker,
    state: `${folder}/state`,
    host,
    log,
    order: (more = {}) => makeOrder({ runId: uniqueId('run'), imageId: image.id, dataset, ...more }),
  };
}
