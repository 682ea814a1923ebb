import type { JobStore, WaitingJob } from '../../services/core/ports/store-runs.ts';

/** The three questions that the reconciler asks a store, over a plain list. */
export class ListedJobs implements Pick<JobStore, 'waiting' | 'expired' | 'lose'> {
  /** In order of age. */
  readonly jobs = new Map<string, WaitingJob & { state: 'waiting' | 'leased' | 'ended'; leaseUntil: string }>();
  attemptsLeft = 1;

  add(jobId: string, platform: string, priority = 100): void {
    this.jobs.set(jobId, { kind: 'run', jobId, platform, priority, state: 'waiting', leaseUntil: '' });
  }

  lease(jobId: string, leaseUntil: string): void {
    const job = this.jobs.get(jobId);
    if (job !== undefined) Object.assign(job, { state: 'leased', leaseUntil });
  }

  async waiting(limit: number, after?: string): Promise<readonly WaitingJob[]> {
    const all = [...this.jobs.values()];
    const from = after === undefined ? 0 : all.findIndex((job) => job.jobId === after) + 1;
    return all
      .slice(from)
      .filter((job) => job.state === 'waiting')
      .slice(0, limit);
  }

  async expired(now: string, limit: number): Promise<readonly WaitingJob[]> {
    return [...this.jobs.values()].filter((job) => job.state === 'leased' && job.leaseUntil < now).slice(0, limit);
  }

  async lose(jobId: string, now: string): Promise<{ readonly waiting: boolean } | null> {
    const job = this.jobs.get(jobId);
    if (job?.state !== 'leased' || job.leaseUntil >= now) return null;
    const waiting = this.attemptsLeft > 0;
    job.state = waiting ? 'waiting' : 'ended';
    return { waiting };
  }
}
