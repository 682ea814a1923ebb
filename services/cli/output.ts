/** Where a verb writes: handed in, so that tests read what a person would. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** Whether a person looks at standard error: progress bars need a terminal, plain lines do not. */
  readonly terminal: boolean;
  readonly colour: boolean;
}

/** What a verb answers: data for `--json`, text for people, and whether it found something (exit code 1). */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  readonly finding?: boolean;
}
