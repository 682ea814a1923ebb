import type { Platform } from '../model/catalog.ts';
import type {
  ClaimRequest,
  ExperimentStep,
  HeartbeatAnswer,
  Job,
  LogPiece,
  ReportAnswer,
  RunReport,
  SampleBatch,
  TelemetryBatch,
} from '../model/job.ts';

/** The worker's one door: what `services/client` does over HTTP. Paths are under /api/v1/worker. */
export interface WorkerDoor {
  /** GET /api/v1/platforms; null when the catalog has no platform of that name. */
  platform(name: string): Promise<Platform | null>;
  /** POST /claim; null (204) when nothing came within `waitMs`. */
  claim(request: ClaimRequest, signal?: AbortSignal): Promise<Job | null>;
  /** POST /jobs/{jobId}/heartbeat {fence}; LEASE_LOST (409) when somebody else has the job. */
  heartbeat(jobId: string, fence: string): Promise<HeartbeatAnswer>;
  /** POST /jobs/{jobId}/log */
  log(jobId: string, piece: LogPiece): Promise<void>;
  /** POST /jobs/{jobId}/samples */
  samples(jobId: string, batch: SampleBatch): Promise<void>;
  /** POST /jobs/{jobId}/telemetry */
  telemetry(jobId: string, batch: TelemetryBatch): Promise<void>;
  /** POST /jobs/{jobId}/report; safe to repeat. */
  report(jobId: string, report: RunReport): Promise<ReportAnswer>;
  /** POST /jobs/{jobId}/next {fence}; experiments only. */
  next(jobId: string, fence: string): Promise<ExperimentStep>;
  /** POST /jobs/{jobId}/release {fence}: hands an unfinished job back. */
  release(jobId: string, fence: string): Promise<void>;
}
