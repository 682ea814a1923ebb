import { type ErrorCode, PlumblineError } from '../services/core/errors.ts';
import type { RunReduction } from '../services/core/formats/reduce.ts';
import type { Outcome } from '../services/core/model/run.ts';
import type { StopReason } from './heartbeat.ts';

/** How a container ended, and what of it was our doing. */
export interface ContainerEnd {
  readonly exitCode: number;
  /** The kernel killed a process of the container for memory. */
  readonly oomKilled: boolean;
  /** Why we killed it, if we did. */
  readonly killedBy: 'time-out' | 'checkpoint' | StopReason | null;
}

export interface Classified {
  readonly outcome: Outcome;
  readonly detail: string;
}

/**
 * Exit codes of a first process that somebody outside ended: SIGKILL and SIGTERM (128 + 9, 128 + 15). The kernel's
 * out-of-memory killer and our own kills are told apart before; a crash has other signals (SIGSEGV, SIGABRT, SIGBUS).
 */
const KILLED_FROM_OUTSIDE: Readonly<Record<number, string>> = { 137: 'SIGKILL', 143: 'SIGTERM' };

/**
 * The outcome of a container that ran (DESIGN.md decision 4). A process that the kernel killed for memory makes the run
 * `out-of-memory` only if the run failed too: a script may lose a helper process and still do its work.
 */
export function classifyEnd(
  end: ContainerEnd,
  limits: { timeoutSeconds: number; memoryMiB: number },
): Classified | null {
  if (end.killedBy === 'time-out') {
    return { outcome: 'time-out', detail: `not finished after its limit of ${limits.timeoutSeconds} s` };
  }
  if (end.killedBy === 'cancel') return { outcome: 'cancelled', detail: 'cancelled while it ran' };
  if (end.exitCode === 0) return null;
  if (end.oomKilled) {
    return { outcome: 'out-of-memory', detail: `went over its limit of ${limits.memoryMiB} MiB of memory` };
  }
  const signal = KILLED_FROM_OUTSIDE[end.exitCode];
  if (signal !== undefined) {
    return { outcome: 'container-killed', detail: `killed from outside with ${signal} (exit code ${end.exitCode})` };
  }
  return { outcome: 'exit-nonzero', detail: `exit code ${end.exitCode}${signalName(end.exitCode)}` };
}

/** The same end with what the run said last: an exit code alone does not tell one failure from another. */
export function withLastWords(end: Classified, words: string): Classified {
  if (end.outcome !== 'exit-nonzero' || words === '') return end;
  return { ...end, detail: `${end.detail}: ${words}` };
}

/**
 * Whether an attempt that is told to stop has no end of its own to report: it never ended, it was stopped for that, or
 * something outside killed it. One that ran out of time or memory has its outcome, however late the wish to stop came.
 */
export function isUnfinished(exitCode: number | null, killedBy: ContainerEnd['killedBy'], outcome: Outcome): boolean {
  return exitCode === null || killedBy === 'drain' || killedBy === 'lost' || outcome === 'container-killed';
}

/** The outcome of a run that ended by itself with exit code 0. */
export function classifyMetrics(reduction: RunReduction): Classified {
  return { outcome: reduction.outcome, detail: reduction.detail };
}

const OUTCOME_OF: Partial<Record<ErrorCode, Outcome>> = {
  NOT_PINNED: 'not-pinned',
  DOCKER_UNAVAILABLE: 'docker-unavailable',
  DEVICE_BUSY: 'device-busy',
  ORIGIN_REFUSED: 'origin-refused',
  IMAGE_MISSING: 'image-missing',
  PULL_FAILED: 'pull-failed',
  DATASET_MISSING: 'dataset-missing',
  DATASET_CORRUPT: 'dataset-corrupt',
  DISK_FULL: 'disk-full',
  DEVICE_MISSING: 'device-missing',
};

/** The outcome of a run that could not be carried out: always the infrastructure's. */
export function classifyFailure(error: unknown): Classified {
  const outcome = (error instanceof PlumblineError && OUTCOME_OF[error.code]) || 'worker-error';
  return { outcome, detail: error instanceof Error ? error.message : String(error) };
}

const CRASHES: Readonly<Record<number, string>> = {
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  139: 'SIGSEGV',
};

function signalName(exitCode: number): string {
  const name = CRASHES[exitCode];
  return name === undefined ? '' : ` (${name})`;
}
