import type { Instant } from './base.ts';

/** What should happen to the one issue of an incident. Made by core/reporting, done by the reporter. */
export type IssueAction =
  | { readonly kind: 'open'; readonly title: string; readonly body: string; readonly labels: readonly string[] }
  | { readonly kind: 'comment'; readonly body: string }
  | { readonly kind: 'update'; readonly title: string; readonly body: string }
  | { readonly kind: 'close'; readonly body: string };

export type OutboxState = 'pending' | 'sent' | 'not-sent';

/** A row of the outbox: GitHub being away loses nothing and delays only the issue. */
export interface OutboxEntry {
  readonly id: string;
  readonly incidentId: string;
  /** Order within one incident; an entry waits for the one before it. */
  readonly sequence: number;
  readonly action: IssueAction;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly notBefore: Instant;
  readonly lastError: string;
}

/** The issue as it stands on GitHub. */
export interface IssueRecord {
  readonly incidentId: string;
  readonly repository: string;
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed';
}
