import { redact } from './redact.ts';

/** GitHub's own bounds are 256 and 65,536 characters; these leave room for the marker. */
export const MAX_TITLE_CHARACTERS = 200;
export const MAX_BODY_CHARACTERS = 60_000;
/** Longest piece of foreign text in a sentence or a table cell, in characters before escaping. */
const MAX_INLINE_CHARACTERS = 160;
const MAX_FENCE_LINE_CHARACTERS = 300;

/** Zero-width space: nothing to see, and GitHub's filters no longer recognise what it stands in. */
const BREAK = '\u200B';
/** Control characters but line ends and tabs, marks that turn the reading direction, and lone surrogates. */
const UNPRINTABLE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;
/** An underscore inside a word (a run's id) means nothing to GitHub's Markdown and stays readable. */
const MARKUP = /[\\`*{}[\]()<>#|~&$!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/**
 * GitHub looks for mentions, references and addresses after Markdown is rendered, so no escaping reaches them: they are
 * broken up instead. A comment in HTML is broken up too, since Plumbline finds its issues by one.
 */
function defuse(text: string): string {
  return text
    .replace(UNPRINTABLE, '\uFFFD')
    .replaceAll('@', `@${BREAK}`)
    .replace(/#(?=\d)/g, `#${BREAK}`)
    .replace(/(GH-)(?=\d)/gi, `$1${BREAK}`)
    .replace(/\b([0-9a-f]{6})([0-9a-f]{1,34})\b/gi, `$1${BREAK}$2`)
    .replaceAll('://', `:${BREAK}//`)
    .replace(/(www)\./gi, `$1${BREAK}.`)
    .replaceAll('<!--', `<${BREAK}!--`);
}

/** One line without credentials and control characters, for people: nothing is escaped, and nothing cut off. */
export function plain(text: string, secrets: readonly string[] = []): string {
  return redact(text, secrets).replace(/\s+/g, ' ').trim().replace(UNPRINTABLE, '\uFFFD');
}

/** One line without credentials, at most `maxCharacters` before it is made harmless. */
function oneLine(text: string, secrets: readonly string[], maxCharacters: number): string {
  const line = plain(text, secrets);
  return defuse(line.length > maxCharacters ? `${line.slice(0, maxCharacters - 1)}…` : line);
}

/**
 * Foreign text inside a sentence or a table cell: harmless, on one line, with Markdown's characters escaped.
 *
 * @param maxCharacters bound of the text before it is escaped.
 */
export function inline(
  text: string,
  secrets: readonly string[] = [],
  maxCharacters: number = MAX_INLINE_CHARACTERS,
): string {
  return oneLine(text, secrets, maxCharacters).replace(MARKUP, '\\$&');
}

/** A title: GitHub renders no Markdown in it, so nothing is escaped, only broken up and bounded. */
export function title(text: string, secrets: readonly string[] = []): string {
  const whole = oneLine(text, secrets, MAX_TITLE_CHARACTERS);
  return whole.length > MAX_TITLE_CHARACTERS ? `${whole.slice(0, MAX_TITLE_CHARACTERS - 1)}…` : whole;
}

/** The last `maxLines` lines of foreign text in a fence that is longer than any run of backticks inside. */
export function fence(text: string, maxLines: number, secrets: readonly string[] = []): string {
  const lines = redact(text, secrets).replace(/\r\n?/g, '\n').trimEnd().split('\n').slice(-maxLines);
  const short = lines.map((line) => {
    return line.length > MAX_FENCE_LINE_CHARACTERS ? `${line.slice(0, MAX_FENCE_LINE_CHARACTERS - 1)}…` : line;
  });
  return fenced(defuse(short.join('\n')), 'text');
}

/** Our own commands, to be copied. They are made of names and ids whose schemas leave nothing to escape. */
export function commands(lines: readonly string[]): string {
  return fenced(lines.join('\n'), 'sh');
}

function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(Math.max(3, longest + 1));
  return `${ticks}${language}\n${text}\n${ticks}`;
}

/**
 * A table whose cells are Markdown already; rows that would go over the bound are counted instead.
 * @param maxCharacters bound of the whole table.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[], maxCharacters: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [line(header), line(header.map(() => '---'))];
  let length = lines.join('\n').length;
  let shown = 0;
  for (const row of rows) {
    const next = line(row);
    length += next.length + 1;
    if (length > maxCharacters) break;
    lines.push(next);
    shown += 1;
  }
  const left = rows.length - shown;
  return lines.join('\n') + (left > 0 ? `\n\n${left} more rows are left out here.` : '');
}
