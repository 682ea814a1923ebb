import { PlumblineError } from '../../services/core/errors.ts';
import type { Platform } from '../../services/core/model/catalog.ts';
import type {
  ExperimentStep,
  Job,
  LogPiece,
  RunOrder,
  RunReport,
  SampleBatch,
  TelemetryBatch,
} from '../../services/core/model/job.ts';
import type { WorkerDoor } from '../../services/core/ports/door.ts';

/** A door in memory: hands out the jobs it is given, records every call, and fails on command. */
export class FakeDoor implements WorkerDoor {
  readonly calls: string[] = [];
  readonly pieces: LogPiece[] = [];
  readonly batches: SampleBatch[] = [];
  readonly telemetries: TelemetryBatch[] = [];
  readonly reports: RunReport[] = [];
  readonly released: string[] = [];
  readonly steps: ExperimentStep[] = [];
  readonly claims: string[] = [];
  /** Asked before every call; what it returns is thrown. */
  failing: (method: keyof WorkerDoor) => PlumblineError | null = () => null;
  /** Fences that are no longer current: their reports are late, everything else is refused. */
  readonly lost = new Set<string>();
  cancelling = false;
  /** The file of every platform that is asked for; null: the catalog has none. */
  platformFile: Platform | null = null;
  #jobs: Job[] = [];
  #waiting = new Set<() => void>();
  #changed = new Set<() => void>();

  /** Whether a claim is waiting for a job. */
  get idle(): boolean {
    return this.#waiting.size > 0;
  }

  give(job: Job): void {
    this.#jobs.push(job);
    for (const wake of this.#waiting) wake();
  }

  giveRun(run: RunOrder, fence = `fence-${run.runId}-${run.attempt}`): string {
    this.give({ kind: 'run', jobId: run.runId, fence, leaseUntil: '2100-01-01T00:00:00Z', run });
    return fence;
  }

  /** Text of the log of a run, put together by its offsets as the store does it. */
  logOf(runId: string): string {
    const pieces = new Map<number, string>();
    for (const piece of this.pieces) if (piece.runId === runId) pieces.set(piece.offset, piece.text);
    let text = '';
    for (const [offset, part] of [...pieces].sort(([one], [other]) => one - other)) {
      if (Buffer.byteLength(text) !== offset) throw new Error(`the log of ${runId} has a hole before byte ${offset}`);
      text += part;
    }
    return text;
  }

  /** Resolves with the report of a run as soon as there is one. */
  async reported(runId: string, ms = 60_000): Promise<RunReport> {
    await this.until(() => this.reports.some((report) => report.runId === runId), `a report of ${runId}`, ms);
    return this.reports.find((report) => report.runId === runId) as RunReport;
  }

  /** Resolves when the condition holds; looked at after every call. */
  async until(condition: () => boolean, what: string, ms = 60_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#changed.delete(look);
        resolve();
      };
      const timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms: ${this.calls}`)), ms);
      this.#changed.add(look);
    });
  }

  async platform(): Promise<Platform | null> {
    const failure = this.failing('platform');
    if (failure !== null) throw failure;
    return this.platformFile;
  }

  async claim(request: { waitMs: number }, signal?: AbortSignal): Promise<Job | null> {
    this.#called('claim');
    if (this.#jobs.length === 0) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, request.waitMs);
        signal?.addEventListener('abort', wake, { once: true });
        if (signal?.aborted) wake();
        this.#waiting.add(wake);
        this.#tell();
      });
    }
    const job = signal?.aborted ? null : (this.#jobs.shift() ?? null);
    if (job !== null) this.claims.push(job.jobId);
    this.#tell();
    return job;
  }

  async heartbeat(_jobId: string, fence: string): Promise<{ leaseUntil: string; cancel: boolean }> {
    this.#called('heartbeat');
    this.#fenced(fence);
    return { leaseUntil: '2100-01-01T00:00:00Z', cancel: this.cancelling };
  }

  async log(_jobId: string, piece: LogPiece): Promise<void> {
    this.#called('log');
    this.#fenced(piece.fence);
    this.pieces.push(piece);
    this.#tell();
  }

  async samples(_jobId: string, batch: SampleBatch): Promise<void> {
    this.#called('samples');
    this.#fenced(batch.fence);
    this.batches.push(batch);
    this.#tell();
  }

  async telemetry(_jobId: string, batch: TelemetryBatch): Promise<void> {
    this.#called('telemetry');
    this.#fenced(batch.fence);
    this.telemetries.push(batch);
    this.#tell();
  }

  async report(_jobId: string, report: RunReport): Promise<{ taken: 'counted' | 'late' | 'repeated' }> {
    this.#called('report');
    const repeated = this.reports.some((one) => one.runId === report.runId && one.attempt === report.attempt);
    this.reports.push(report);
    this.#tell();
    return { taken: this.lost.has(report.fence) ? 'late' : repeated ? 'repeated' : 'counted' };
  }

  async next(_jobId: string, fence: string): Promise<ExperimentStep> {
    this.#called('next');
    this.#fenced(fence);
    return this.steps.shift() ?? { kind: 'stop', reason: 'decided' };
  }

  async release(jobId: string): Promise<void> {
    this.#called('release');
    this.released.push(jobId);
    this.#tell();
  }

  #called(method: keyof WorkerDoor): void {
    this.calls.push(method);
    const failure = this.failing(method);
    this.#tell();
    if (failure !== null) throw failure;
  }

  #fenced(fence: string): void {
    if (this.lost.has(fence)) throw new PlumblineError('LEASE_LOST', 'the job was given to somebody else');
  }

  #tell(): void {
    for (const look of [...this.#changed]) look();
  }
}
