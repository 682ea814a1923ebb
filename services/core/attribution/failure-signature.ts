import type { Outcome } from '../model/run.ts';

/** Longest signature, in UTF-16 units: the class of an exception and the start of its message are in front. */
const SIGNATURE_MAX = 200;
/** Longest detail that is looked at; workers send at most 2,000. */
const DETAIL_MAX = 2000;
/** Outcomes that are one failure, whatever they say about it. */
const WHOLE: ReadonlySet<Outcome> = new Set<Outcome>(['out-of-memory', 'time-out']);

/** What differs between two runs of one failure, in the order in which it is replaced. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  // Escape sequences of coloured output; what is left of them where the escape was made printable.
  [/[\p{Cc}\uFFFD]\[[0-9;]*m/gu, ''],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  // A name right below a folder for temporary files is drawn anew by each run.
  [/(?<![\w.])\/(?:tmp|var\/tmp|dev\/shm)\/[^\s/'"`,;:)\]]+/g, '<temporary>'],
  [/\btmp(?:[a-z0-9_]{8}|[._-][A-Za-z0-9]{6,})\b/g, '<temporary>'],
  // Of a path the name says what is missing; the folders differ between images.
  [/(?<![\w.<])(?:<temporary>)?\/(?:[\w.@+-]+\/)*(?=[\w.@+<-])/g, '<folder>/'],
  [/<temporary>\/(?:[\w.@+-]+\/)*(?=[\w.@+<-])/g, '<folder>/'],
  // Numbers, but not those of names such as float32 or conv2d.
  [/(?<![A-Za-z_\d])\d+(?:[.,:]\d+)*(?:e[+-]?\d+)?/gi, '<number>'],
  [/\s+/g, ' '],
];
/** The worker's own words in front of the last words of a run: this number tells failures apart. */
const EXIT = /^exit code \d+(?: \(SIG[A-Z]+\))?/;

/**
 * A text that is equal for the same failure over runs and differs between failures: the outcome with what the run said
 * about it, without addresses, numbers, folders and temporary names.
 *
 * @param detail the worker's sentence about the run.
 */
export function failureSignature(outcome: Outcome, detail: string): string {
  if (WHOLE.has(outcome) || detail === '') return outcome;
  const short = detail.slice(0, DETAIL_MAX);
  const exit = EXIT.exec(short)?.[0] ?? '';
  let text = short.slice(exit.length);
  for (const [pattern, replacement] of VARYING) text = text.replace(pattern, replacement);
  return `${outcome}: ${exit}${text}`.trim().slice(0, SIGNATURE_MAX);
}
