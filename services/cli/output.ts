/** Where a verb writes: handed in, so that tests read what a person would. */
export interface Output {
  out(text: string): void;
  /** Resolves when what was written to `out` may be followed by more: a slow reader of a pipe must not fill our memory. */
  drained(): Promise<void>;
  err(text: string): void;
  /** Whether a person looks at standard error: progress bars need a terminal, plain lines do not. */
  readonly terminal: boolean;
  readonly colour: boolean;
  /** Width of the terminal behind standard output, in characters; null: there is none. */
  readonly columns: number | null;
}

/** What a verb answers: data for `--json`, text for people, and whether it found something (exit code 1). */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  readonly finding?: boolean;
  /** The question could not be answered, for reasons that lie outside it (exit code 3); what is known is printed. */
  readonly blocked?: boolean;
  /** What `--json` prints in place of `data`, piece by piece: an answer may be longer than the longest string. */
  readonly json?: Iterable<string> | AsyncIterable<string>;
}
