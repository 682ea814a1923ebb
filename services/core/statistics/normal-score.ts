/**
 * The standard normal number that is as unlikely as Student's t with `df` degrees of freedom, to 0.2 % where decisions
 * are made (2 to 2.8, from 9 degrees of freedom on): Wallace, "Bounds on normal approximations to Student's and the
 * chi-square distributions", 1959. Cheap enough for every night of every series, where the exact quantile would cost more
 * than all the rest.
 */
export function normalScore(t: number, df: number): number {
  return Math.sign(t) * ((8 * df + 1) / (8 * df + 3)) * Math.sqrt(df * Math.log1p((t * t) / df));
}
