/** One thing that Plumbline depends on, as it was found on this machine. */
export interface Dependency {
  readonly name: string;
  /** `missing`, `old`: must be put right; `absent`: optional, and not there; `low`: there, and less than it takes. */
  readonly status: 'ok' | 'missing' | 'old' | 'absent' | 'low';
  /** Version, size or description; empty when there is nothing. */
  readonly found: string;
  readonly required: boolean;
  /** What does not work without it. */
  readonly neededFor: string;
  /** What to do; empty when it is fine. */
  readonly advice: string;
}
