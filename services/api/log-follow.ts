import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { LogEnd, LogSlice } from '../core/model/api/run.ts';
import type { ApiDeps } from './deps.ts';

/** Bytes of log in one event. */
const EVENT_BYTES_MAX = 65_536;
/** How often a followed log is looked at, in milliseconds. */
const POLL_MS = 500;
/** Looks without anything new after which a comment keeps the connection alive: 15 s. */
const QUIET_LOOKS_MAX = 30;

type FollowDeps = Pick<ApiDeps, 'store' | 'clock'>;

/**
 * Writes a run's log as server-sent events from byte `from` on until the run has ended: `log` events whose id is the
 * byte after the piece (what Last-Event-ID resumes from), comments while nothing happens, and one `end`. When the run
 * is tried again the log starts at byte 0 again. Waits for a slow reader instead of buffering for it.
 */
export async function followLog(
  { store, clock }: FollowDeps,
  runId: string,
  from: number,
  out: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  let next = from;
  let attempt: number | null = null;
  let quietLooks = 0;
  while (!signal.aborted) {
    // State before log: whatever was written before the end is then in the slice that is read after it.
    const run = await store.runs.get(runId);
    if (run === null) return;
    if (attempt !== null && attempt !== run.attempt) next = 0;
    attempt = run.attempt;
    const slice = await store.runs.readLog(runId, next, EVENT_BYTES_MAX);
    if (slice.to > next) {
      next = slice.to;
      quietLooks = 0;
      await write(out, signal, event('log', slice satisfies LogSlice, slice.to));
      continue;
    }
    if (next > slice.total) {
      next = 0;
      continue;
    }
    if (run.state === 'ended' || run.state === 'cancelled') {
      await write(out, signal, event('end', { state: run.state, outcome: run.outcome } satisfies LogEnd));
      return;
    }
    if (++quietLooks % QUIET_LOOKS_MAX === 0) await write(out, signal, ': still there\n\n');
    await clock.sleep(POLL_MS, signal);
  }
}

function event(name: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function write(out: ServerResponse, signal: AbortSignal, text: string): Promise<void> {
  if (signal.aborted || out.write(text)) return;
  await once(out, 'drain', { signal }).catch(() => undefined);
}
