import { PlumblineError } from '../core/errors.ts';
import type { LogEnd, LogSlice } from '../core/model/api/run.ts';
import type { Http } from './http.ts';
import { readEvents } from './sse.ts';

/** Streams that broke one after the other, without a piece between them, before following gives up. */
const BREAKS_MAX = 5;

export interface FollowOptions {
  /** First byte; 0 when left out. */
  readonly from?: number;
  readonly signal?: AbortSignal;
}

/** A run's log from a byte on, until the run has ended. A broken stream is taken up where it stopped. */
export async function* followLog(
  http: Http,
  runId: string,
  { from = 0, signal }: FollowOptions,
): AsyncGenerator<LogSlice, LogEnd | null> {
  let next = from;
  for (let breaks = 0; breaks < BREAKS_MAX; breaks++) {
    try {
      const response = await http.open({
        method: 'GET',
        path: `/runs/${encodeURIComponent(runId)}/log?follow=true`,
        headers: { accept: 'text/event-stream', 'last-event-id': String(next) },
        ...(signal ? { signal } : {}),
      });
      for await (const { event, data } of readEvents(response.body ?? nothing())) {
        if (event === 'end') return JSON.parse(data) as LogEnd;
        const slice = JSON.parse(data) as LogSlice;
        next = slice.to;
        breaks = 0;
        yield slice;
      }
    } catch (error) {
      if (signal?.aborted) return null;
      if (error instanceof PlumblineError && !error.retryable) throw error;
    }
  }
  throw new PlumblineError('API_UNAVAILABLE', `the log of ${runId} broke off ${BREAKS_MAX} times at byte ${next}`);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
