import type { IssueRecord } from '../model/issue.ts';

/** Issues on GitHub, as far as Plumbline needs them. Failures are GITHUB_* errors; `retryAfterMs` is theirs when GitHub names one. */
export interface IssueTracker {
  readonly repository: string;
  /**
   * The issue whose body carries the marker, open or closed; looked up by listing the label (search is only eventually
   * consistent). Null: none.
   */
  find(marker: string, label: string): Promise<Omit<IssueRecord, 'incidentId'> | null>;
  create(issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<Omit<IssueRecord, 'incidentId'>>;
  update(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: 'open' | 'closed' },
  ): Promise<Omit<IssueRecord, 'incidentId'>>;
  /** Adds a comment unless one with the marker is there already. */
  comment(number: number, body: string, marker: string): Promise<void>;
}
