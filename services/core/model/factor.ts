/** One difference between two environments, the good one and the bad one. */
export interface FactorChange {
  /** Name from DESIGN.md section 1: `package:numpy`, `config:epochs`, `kernel`, … */
  readonly factor: string;
  /** Empty string: absent before. */
  readonly from: string;
  /** Empty string: absent now. */
  readonly to: string;
}
