import type { Platform } from '../core/model/catalog.ts';
import type { ExperimentStep, HeartbeatAnswer, Job, ReportAnswer } from '../core/model/job.ts';
import type { WorkerDoor } from '../core/ports/door.ts';
import { type ClientOptions, createHttp, TIMEOUT_MS } from './http.ts';

/**
 * The worker's door over HTTP. A claim waits as long as it asked for, and then for one ordinary answer. What may be sent
 * twice is, when its connection broke: all but a claim and the question for the next run, which lease something.
 */
export function createWorkerDoor(options: ClientOptions): WorkerDoor {
  const http = createHttp(options);
  const post = <T>(jobId: string, verb: string, body: unknown, repeatable = true): Promise<T> =>
    http.json<T>({ method: 'POST', path: `/worker/jobs/${encodeURIComponent(jobId)}/${verb}`, body, repeatable });
  return {
    async platform(name) {
      const { items } = await http.json<{ items: Platform[] }>({ method: 'GET', path: '/platforms' });
      return items.find((platform) => platform.name === name) ?? null;
    },
    async claim(request, signal) {
      const timeoutMs = request.waitMs + (options.timeoutMs ?? TIMEOUT_MS);
      const job = await http.json<Job | undefined>({
        method: 'POST',
        path: '/worker/claim',
        body: request,
        timeoutMs,
        ...(signal ? { signal } : {}),
      });
      return job ?? null;
    },
    heartbeat: (jobId, fence) => post<HeartbeatAnswer>(jobId, 'heartbeat', { fence }),
    log: (jobId, piece) => post<void>(jobId, 'log', piece),
    samples: (jobId, batch) => post<void>(jobId, 'samples', batch),
    telemetry: (jobId, batch) => post<void>(jobId, 'telemetry', batch),
    report: (jobId, report) => post<ReportAnswer>(jobId, 'report', report),
    next: (jobId, fence) => post<ExperimentStep>(jobId, 'next', { fence }, false),
    release: (jobId, fence) => post<void>(jobId, 'release', { fence }),
  };
}
