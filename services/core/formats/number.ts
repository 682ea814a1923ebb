/**
 * Pattern of a decimal number as other programs print it; also what C and Python print for a NaN or an infinity. Its
 * repetitions are bounded, so that no line makes a match slow.
 */
export const NUMBER = String.raw`[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,5})?|[-+]?(?:nan|NaN|inf(?:inity)?|Infinity)`;
const WHOLE = new RegExp(`^(?:${NUMBER})$`);

/**
 * The number that a text is; "NaN", "Infinity" or "-Infinity" where it names one of those, as `tolerantJson` reads them;
 * undefined where it is no number.
 */
export function numberOf(text: string): number | string | undefined {
  if (!WHOLE.test(text)) return undefined;
  if (/nan/i.test(text)) return 'NaN';
  if (/inf/i.test(text)) return text.startsWith('-') ? '-Infinity' : 'Infinity';
  return Number(text);
}

/** The number or the name of none in a text that a pattern with NUMBER matched. */
export function matched(text: string): number | string {
  return numberOf(text) as number | string;
}
