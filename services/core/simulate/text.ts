import type { DetectionSettings } from './detection.ts';

/** A size in σ for people, and as a share of the level where the noise is known: `2 σ (3 %)`. */
export function amountText(amount: number, sigma: number | null): string {
  return sigma === null ? `${digits(amount)} σ` : `${digits(amount)} σ (${digits(100 * amount * sigma)} %)`;
}

/** What was simulated, in one line. */
export function settingsText({ history, nights, series, seeds, maxPairs }: DetectionSettings): string {
  const names = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seedsText(seeds)}`;
  return `${series} series a row and seed, ${nights} nights after ${history} of history, up to ${maxPairs} re-runs a night, ${names}`;
}

function seedsText(seeds: readonly number[]): string {
  const [first, last] = [seeds[0] as number, seeds.at(-1) as number];
  const whole = seeds.every((seed, i) => seed === first + i);
  return whole ? `${first} to ${last}` : seeds.join(', ');
}

/** Three digits, without zeros at the end. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
