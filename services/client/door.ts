import type { ExperimentStep, HeartbeatAnswer, Job, ReportAnswer } from '../core/model/job.ts';
import type { WorkerDoor } from '../core/ports/door.ts';
import { type ClientOptions, createHttp, TIMEOUT_MS } from './http.ts';

/** The worker's door over HTTP. A claim waits as long as it asked for, and then for one ordinary answer. */
export function createWorkerDoor(options: ClientOptions): WorkerDoor {
  const http = createHttp(options);
  const post = <T>(jobId: string, verb: string, body: unknown): Promise<T> =>
    http.json<T>({ method: 'POST', path: `/worker/jobs/${encodeURIComponent(jobId)}/${verb}`, body });
  return {
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
    next: (jobId, fence) => post<ExperimentStep>(jobId, 'next', { fence }),
    release: (jobId, fence) => post<void>(jobId, 'release', { fence }),
  };
}
