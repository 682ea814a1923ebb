import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import {
  ClaimRequest,
  ExperimentStep,
  Fenced,
  HeartbeatAnswer,
  Job,
  LogPiece,
  ReportAnswer,
  RunReport,
  SampleBatch,
  TelemetryBatch,
} from '../../core/model/job.ts';
import { LEASE_MS } from '../../core/planning/lease.ts';
import { assertPlatform } from '../access.ts';
import type { ApiDeps, App } from '../deps.ts';
import { claimJob, returnJob } from '../door/claim.ts';
import { nextOrder } from '../door/next.ts';
import { pinnedCanaries } from '../door/pinned-canaries.ts';
import { quietly } from '../door/quietly.ts';
import { takeReport } from '../door/report.ts';
import { goneSignal, onHangUp } from '../gone.ts';
import { problems } from '../openapi.ts';

/** Largest log piece in bytes of UTF-8; JSON escapes may make it six times as long on the wire. */
const LOG_PIECE_BYTES_MAX = 262_144;
/** Largest body at the door, in bytes: a full piece of escaped log, or a thousand samples with their texts. */
const DOOR_BODY_LIMIT_BYTES = 2_097_152;
/** Longer than the longest long poll, in milliseconds. */
const CLAIM_TIMEOUT_MS = 70_000;

const job = Type.Object({ jobId: Type.String({ minLength: 1, maxLength: 80 }) });
const nothing = Type.Null({ description: 'Done' });
const path = (verb: string) => `${API_PREFIX}/worker/jobs/:jobId/${verb}`;
const described = (operationId: string, summary: string) =>
  ({ operationId, summary, tags: ['worker'], security: [{ token: [] }] }) as const;

/** The worker's one door (DESIGN.md decision 8). */
export function workerRoutes(app: App, deps: ApiDeps, closing: AbortSignal): void {
  const config = { access: 'worker' } as const;
  const bodyLimit = DOOR_BODY_LIMIT_BYTES;
  const claimDeps = { ...deps, canaries: pinnedCanaries(deps) };

  /** Proof that the caller holds the job, and may: LEASE_LOST or TOKEN_ROLE otherwise. */
  const holder = async (jobId: string, fence: string, caller: Parameters<typeof assertPlatform>[0]) => {
    const held = await deps.store.jobs.holder(jobId, fence);
    if (held === null) throw new PlumblineError('LEASE_LOST', `job "${jobId}" is not held with this fence`);
    assertPlatform(caller, held.platform);
    return held;
  };

  app.post(
    `${API_PREFIX}/worker/claim`,
    {
      config,
      handlerTimeout: CLAIM_TIMEOUT_MS,
      schema: {
        ...described('claimJob', 'Wait for a job; 204 when none came'),
        body: ClaimRequest,
        response: { 200: Job, 204: nothing, ...problems },
      },
    },
    async (request, reply) => {
      const { body, caller } = request;
      assertPlatform(caller, body.platform);
      const claimed = await claimJob(claimDeps, body, goneSignal(reply, closing));
      if (claimed === null) return reply.code(204).send(null);
      // The caller may hang up between the lease and the last byte: without this the job would wait for its lease to end.
      onHangUp(reply, () => {
        returnJob(deps, body.platform, claimed.jobId, claimed.fence).catch((error: unknown) =>
          deps.log.warn('a job claimed for a caller who left waits for its lease to end', { error: String(error) }),
        );
      });
      return claimed;
    },
  );

  app.post(
    path('heartbeat'),
    {
      config,
      schema: {
        ...described('heartbeat', 'Extend a claim and hear whether to stop'),
        params: job,
        body: Fenced,
        response: { 200: HeartbeatAnswer, ...problems },
      },
    },
    async ({ params: { jobId }, body: { fence }, caller }) => {
      const { platform, host, workerId } = await holder(jobId, fence, caller);
      const now = deps.clock.now();
      const leaseUntil = new Date(now.getTime() + LEASE_MS).toISOString();
      const extended = await deps.store.jobs.extend(jobId, fence, leaseUntil);
      if (extended === null) throw new PlumblineError('LEASE_LOST', `job "${jobId}" is not held with this fence`);
      // A lock that the queue lost does not matter while the database's lease is current.
      await quietly(deps.log, 'extend', () => deps.queue.extend(platform, jobId, fence, LEASE_MS));
      await deps.store.hosts.seen({ host, platform, workerId, seenAt: now.toISOString() });
      return { leaseUntil, cancel: extended.cancel };
    },
  );

  app.post(
    path('log'),
    {
      config,
      bodyLimit,
      schema: {
        ...described('appendLog', 'Add a piece of log; safe to repeat'),
        params: job,
        body: LogPiece,
        response: { 204: nothing, ...problems },
      },
    },
    async ({ params: { jobId }, body, caller }, reply) => {
      const bytes = Buffer.byteLength(body.text);
      if (bytes > LOG_PIECE_BYTES_MAX)
        throw new PlumblineError('BODY_TOO_LARGE', `a piece of ${bytes} bytes; at most ${LOG_PIECE_BYTES_MAX}`);
      await holder(jobId, body.fence, caller);
      await deps.store.runs.appendLog(body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    path('samples'),
    {
      config,
      bodyLimit,
      schema: {
        ...described('appendSamples', 'Add samples; safe to repeat'),
        params: job,
        body: SampleBatch,
        response: { 204: nothing, ...problems },
      },
    },
    async ({ params: { jobId }, body, caller }, reply) => {
      await holder(jobId, body.fence, caller);
      await deps.store.runs.appendSamples(body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    path('telemetry'),
    {
      config,
      bodyLimit,
      schema: {
        ...described('appendTelemetry', 'Add how the machine stood; safe to repeat'),
        params: job,
        body: TelemetryBatch,
        response: { 204: nothing, ...problems },
      },
    },
    async ({ params: { jobId }, body, caller }, reply) => {
      await holder(jobId, body.fence, caller);
      await deps.store.telemetry.append(body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    path('report'),
    {
      config,
      bodyLimit,
      schema: {
        ...described('reportRun', 'Hand in the end of an attempt; safe to repeat, and a late one is kept'),
        params: job,
        body: RunReport,
        response: { 200: ReportAnswer, ...problems },
      },
    },
    async ({ params: { jobId }, body, caller }) => takeReport(deps, caller, jobId, body),
  );

  app.post(
    path('next'),
    {
      config,
      schema: {
        ...described('nextInExperiment', 'Ask for the next run of an experiment'),
        params: job,
        body: Fenced,
        response: { 200: ExperimentStep, ...problems },
      },
    },
    async ({ params: { jobId }, body: { fence }, caller }) => {
      const { platform } = await holder(jobId, fence, caller);
      return nextOrder(deps, jobId, fence, platform);
    },
  );

  app.post(
    path('release'),
    {
      config,
      schema: {
        ...described('releaseJob', 'Hand an unfinished job back'),
        params: job,
        body: Fenced,
        response: { 204: nothing, ...problems },
      },
    },
    async ({ params: { jobId }, body: { fence }, caller }, reply) => {
      const { platform } = await holder(jobId, fence, caller);
      if (!(await returnJob(deps, platform, jobId, fence)))
        throw new PlumblineError('LEASE_LOST', `job "${jobId}" is not held with this fence`);
      deps.wake?.();
      return reply.code(204).send(null);
    },
  );
}
