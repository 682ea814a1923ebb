/** One measured figure. A goal is printed beside it and never asserted: these machines are shared and noisy. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  /** A harder goal, and which of the two the figure reached. */
  readonly stretch?: string;
  readonly reached?: 'stretch' | 'pass' | 'missed';
  readonly note?: string;
}

/** A goal and a harder one for the same figure. */
export interface Goal {
  readonly sign: '≤' | '≥';
  readonly pass: number;
  readonly stretch?: number;
}

/** A figure held against its goal. */
export function against(
  value: number,
  { sign, pass, stretch }: Goal,
): Pick<Row, 'value' | 'goal' | 'stretch' | 'reached'> {
  const meets = (goal: number) => (sign === '≤' ? value <= goal : value >= goal);
  return {
    value,
    goal: `${sign} ${pass}`,
    ...(stretch === undefined ? {} : { stretch: `${sign} ${stretch}` }),
    reached: stretch !== undefined && meets(stretch) ? 'stretch' : meets(pass) ? 'pass' : 'missed',
  };
}
