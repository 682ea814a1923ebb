import { PlumblineError } from '../core/errors.ts';
import { PRIORITY_MAX } from './bounds.ts';

/** Queue of the schedules' ticks. The underscore keeps it apart from the queue of a platform named `ticks`. */
export const TICKS_QUEUE = 'plumbline_ticks';

const PLATFORM = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
/** BullMQ refuses `:` (it builds Redis keys from ids) and bare numbers (it makes those itself). */
const JOB_ID = /^(?![0-9]+$)[A-Za-z0-9._-]{1,128}$/;

/** Name of a platform's queue, the same on every backend. Throws INPUT_INVALID for what is no platform's name. */
export function queueName(platform: string): string {
  if (!PLATFORM.test(platform)) throw invalid('platform', platform);
  return `plumbline-${platform}`;
}

/** Refuses a job that BullMQ would refuse later and worse: INPUT_INVALID. */
export function checkJob(job: { readonly jobId: string; readonly priority: number; readonly delayMs?: number }): void {
  if (!JOB_ID.test(job.jobId)) throw invalid('job id', job.jobId);
  if (!Number.isInteger(job.priority) || job.priority < 1 || job.priority > PRIORITY_MAX) {
    throw invalid(`priority of ${job.jobId} (1 to ${PRIORITY_MAX})`, job.priority);
  }
  const delay = job.delayMs ?? 0;
  if (!Number.isFinite(delay) || delay < 0) throw invalid(`delay of ${job.jobId}`, delay);
}

/** BullMQ takes the token `0` as "whoever holds the lock", so nobody may claim with it. */
export function checkToken(token: string): void {
  if (token === '' || token === '0') throw invalid('claim token', token);
}

function invalid(what: string, value: unknown): PlumblineError {
  return new PlumblineError('INPUT_INVALID', `not a valid ${what}: ${JSON.stringify(value)}`);
}
