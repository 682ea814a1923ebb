import { PlumblineError } from '../core/errors.ts';
import type { OutboxEntry } from '../core/model/issue.ts';
import { monotonicMs } from '../core/planning/steady-clock.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { Store } from '../core/ports/store.ts';
import type { IssueTracker } from '../core/ports/tracker.ts';
import { waitAfter } from './backoff.ts';
import { send } from './send.ts';

/** Entries read from the outbox at once. */
const BATCH = 50;
/** Incidents whose entries are marked as not sent in one step. */
const MAX_INCIDENTS = 500;
/** Batches of one step; a longer outbox goes on in the next step. */
const MAX_BATCHES = 20;

export interface ReporterDeps {
  readonly store: Pick<Store, 'outbox'>;
  /** Null: no repository and token are configured; entries wait and are shown as not sent. */
  readonly tracker: IssueTracker | null;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ReporterStep {
  readonly sent: number;
  readonly failed: number;
  readonly notSent: number;
}

/**
 * The loop that says on GitHub what the judge wrote into the outbox. Entries of one incident go out in their order, since
 * the outbox hands out only the first unsent one. An entry is noted as sent after GitHub took it, so a crash in between
 * leads to a second try, which finds what the first one did. Two reporters at the very same moment can still both look,
 * find nothing and both open an issue: GitHub has no compare-and-set. Run one reporter; the doubles would carry the same
 * marker, and every later entry goes to the older one.
 */
export function createReporter({ store, tracker, clock, log }: ReporterDeps): { step(): Promise<ReporterStep> } {
  const { outbox } = store;
  /** A rate limit is the token's and not the entry's: nothing is sent before it ends. */
  let quietUntil = Number.NEGATIVE_INFINITY;

  async function trySend(to: IssueTracker, entry: OutboxEntry): Promise<boolean> {
    try {
      const issue = await send(to, entry, await outbox.issue(entry.incidentId));
      await outbox.sent(entry.id, issue);
      log.info('issue sent', { incident: entry.incidentId, action: entry.action.kind, url: issue.url });
      return true;
    } catch (error) {
      if (!isGithubs(error)) throw error;
      const waitMs = waitAfter(entry.attempts, error.retryAfterMs);
      const notBefore = new Date(clock.now().getTime() + waitMs);
      if (error.code === 'GITHUB_RATE_LIMITED') quietUntil = monotonicMs(clock) + (error.retryAfterMs ?? waitMs);
      await outbox.failed(entry.id, error.message, notBefore.toISOString());
      log.warn('issue not sent', { incident: entry.incidentId, code: error.code, error: error.message, waitMs });
      return false;
    }
  }

  async function drain(to: IssueTracker): Promise<ReporterStep> {
    let sent = 0;
    let failed = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      if (monotonicMs(clock) < quietUntil) break;
      const entries = await outbox.due(clock.now().toISOString(), BATCH);
      if (entries.length === 0) break;
      for (const entry of entries) {
        if (monotonicMs(clock) < quietUntil) break;
        if (await trySend(to, entry)) sent += 1;
        else failed += 1;
      }
    }
    return { sent, failed, notSent: 0 };
  }

  /** Entries behind the first one of their incident are not due, and wait for the same reason. */
  async function markNotSent(): Promise<ReporterStep> {
    const due = await outbox.due(clock.now().toISOString(), MAX_INCIDENTS);
    const waiting: string[] = [];
    for (const { incidentId } of due) {
      const entries = await outbox.entries(incidentId);
      waiting.push(...entries.filter((entry) => entry.state === 'pending').map((entry) => entry.id));
    }
    if (waiting.length > 0) await outbox.markNotSent(waiting);
    return { sent: 0, failed: 0, notSent: waiting.length };
  }

  return { step: () => (tracker === null ? markNotSent() : drain(tracker)) };
}

/** Failures of the sending itself; the store's own go up, so that the loop tries again as a whole. */
function isGithubs(error: unknown): error is PlumblineError {
  return error instanceof PlumblineError && (error.code.startsWith('GITHUB_') || error.code === 'CONFLICT');
}
