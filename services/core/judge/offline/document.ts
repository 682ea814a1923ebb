import { timeJson } from '../../formats/series/time.ts';
import { type Judgement, ROW_VERDICTS } from './judgement.ts';

/** Rows whose verdicts are written as one piece of text. */
const PIECE_ROWS = 10_000;
const KINDS = ROW_VERDICTS.map((kind) => `,"kind":"${kind}"}`);

/**
 * A judgement as one line of JSON (schemas/judge.schema.json), in pieces: millions of verdicts are longer than the
 * longest text. They are written by hand, since `JSON.stringify` would first need an object for every row.
 */
export function* judgementJson(judgement: Judgement): Generator<string> {
  const { series, changes, verdicts, direction, effectKind, model, points, missing, finding } = judgement;
  const { times, values } = series;
  const timeAt = (row: number): string => (times === null ? 'null' : timeJson(times.kind, times.values[row] as number));
  const head = JSON.stringify({ name: series.name, points, missing, direction, effectKind, model, finding });
  yield `${head.slice(0, -1)},"changePoints":[`;
  for (const [i, { index, before, after, effect, pValue, dates, kind, present }] of changes.entries()) {
    const [from, to] = [timeAt(dates[0] as number), timeAt(dates.at(-1) as number)];
    const shift = JSON.stringify({ before, after, effect, pValue, dates }).slice(1, -1);
    const place = `"from":${from},"to":${to},"kind":"${kind}","present":${present}`;
    yield `${comma(i)}{"index":${index},"time":${timeAt(index)},${shift},${place}}`;
  }
  const { band, noBandReason, segments, noise } = judgement;
  yield `],"band":${JSON.stringify(band)},"noBandReason":${JSON.stringify(noBandReason)},"verdicts":[`;
  for (let row = 0; row < verdicts.length; row += PIECE_ROWS) {
    let text = '';
    for (let i = row; i < Math.min(row + PIECE_ROWS, verdicts.length); i += 1) {
      const value = values[i] as number;
      const shown = Number.isNaN(value) ? null : value;
      text += `${comma(i)}{"index":${i},"time":${timeAt(i)},"value":${shown}${KINDS[verdicts[i] as number]}`;
    }
    yield text;
  }
  yield '],"segments":[';
  for (const [i, segment] of segments.entries()) yield `${comma(i)}${JSON.stringify(segment)}`;
  yield `],"noise":${JSON.stringify(noise)}}\n`;
}

const comma = (i: number): string => (i === 0 ? '' : ',');
