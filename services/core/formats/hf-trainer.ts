import { withoutAnsi } from './ansi.ts';
import type { JsonObject, LineReader, LineReading, LogEntry } from './entry.ts';
import { matched, NUMBER, numberOf } from './number.ts';
import { pythonLiteral } from './python-literal.ts';

const BLOCK = /^\*{3,10} (\w{1,60}) metrics \*{3,10}$/;
const DURATION = /^(?:(\d{1,6}) days?, )?(\d{1,6}):(\d{2}):(\d{2}(?:\.\d{0,6})?)$/;
/** `log_metrics` prints memory in MB of 2^20 bytes and operations in GF of 2^30. */
const WITH_UNIT = new RegExp(`^(${NUMBER})(MB|GF)$`);
/** Most lines of a block of metrics. */
const BLOCK_LINES_MAX = 200;
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_runtime$/, 's'],
  [/_(samples|steps|tokens)_per_second$/, ''],
  [/^total_flos$/, 'FLOP'],
];

export const HF_TRAINER_TOKENS: readonly string[] = ["'epoch':", ' metrics *****', "_runtime':"];

/**
 * Reads the Trainer of Hugging Face transformers: the dict that it prints at each logging (trainer_callback.py; its
 * numbers are texts since version 5), and the blocks of `log_metrics` (trainer_pt_utils.py). A Python literal is read by
 * our own reader and never evaluated. The epoch is a value among the others and no step: it is rounded, and two losses may
 * have the same one.
 */
export function createHfTrainerReader(): LineReader {
  /** Lines left of a block; 0: outside of one. */
  let left = 0;

  function block(text: string): LineReading {
    left -= 1;
    const at = text.indexOf(' = ');
    const key = text.slice(0, at).trim();
    if (at === -1 || !/^\s{2}\w/.test(text) || /\s/.test(key)) {
      left = 0;
      return line(text);
    }
    return entriesOf([[key, text.slice(at + 3).trim()]]);
  }

  function line(text: string): LineReading {
    const plain = withoutAnsi(text).trim();
    if (BLOCK.test(plain)) left = BLOCK_LINES_MAX;
    if (!plain.startsWith("{'") || !HF_TRAINER_TOKENS.some((token) => plain.includes(token))) return null;
    const literal = pythonLiteral(plain);
    return literal.ok
      ? entriesOf(Object.entries(literal.value as JsonObject))
      : { kind: 'problem', message: "a trainer's line that is no Python literal" };
  }

  return {
    read: (text) => (left > 0 ? block(text) : line(text)),
    get within() {
      return left > 0;
    },
  };
}

function entriesOf(pairs: readonly (readonly [string, unknown])[]): LineReading {
  const entries: LogEntry[] = [];
  const settings: [string, string][] = [];
  for (const [key, value] of pairs) {
    const read = typeof value === 'string' ? textValue(value) : { value };
    if (read === null) settings.push([key, value as string]);
    else entries.push({ key, ...unitOf(key), ...read });
  }
  const ended = pairs.some(([key]) => key === 'train_runtime');
  return { kind: 'entries', entries, settings, ...(ended ? { end: 'success' } : {}) };
}

/** A number, a duration in seconds, or a number with its unit; null: the text is none of them. */
function textValue(text: string): { readonly value: number | string; readonly unit?: string } | null {
  const number = numberOf(text);
  if (number !== undefined) return { value: number };
  const united = WITH_UNIT.exec(text);
  if (united) return { value: matched(united[1] as string), unit: united[2] as string };
  const duration = DURATION.exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (!duration) return null;
  const [days, hours, minutes, seconds] = duration as [number, number, number, number];
  return { value: ((days * 24 + hours) * 60 + minutes) * 60 + seconds, unit: 's' };
}

function unitOf(key: string): { readonly unit?: string } {
  const match = UNITS.find(([pattern]) => pattern.test(key));
  if (!match) return {};
  const rate = /_(samples|steps|tokens)_per_second$/.exec(key);
  return { unit: rate ? `${rate[1]}/s` : match[1] };
}
