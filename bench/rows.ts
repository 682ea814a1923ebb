/** One measured figure. A goal is printed beside it and never asserted: these machines are shared and noisy. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly note?: string;
}
