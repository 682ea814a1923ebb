import { timeJson } from '../../formats/series/time.ts';
import type { Judgement } from './judgement.ts';
import { ROW_VERDICTS } from './judgement.ts';

/** Rows whose verdicts are written as one piece of text. */
const PIECE_ROWS = 10_000;
const KINDS = ROW_VERDICTS.map((kind) => `,"kind":"${kind}"}`);

/**
 * A judgement as one line of JSON (schemas/judge.schema.json), in pieces: millions of verdicts are longer than the
 * longest text. The line is written by hand, since `JSON.stringify` would first need an object for every row.
 */
export function* judgementJson(judgement: Judgement): Generator<string> {
  const { series, changes, segments, verdicts } = judgement;
  const timeAt = timesOf(judgement);
  const changePoints = changes.map((change) => ({
    ...change,
    time: { json: timeAt(change.index) },
    from: { json: timeAt(change.dates[0] as number) },
    to: { json: timeAt(change.dates.at(-1) as number) },
  }));
  yield `{"name":${JSON.stringify(series.name)},"points":${judgement.points},"missing":${judgement.missing}`;
  yield `,"direction":"${judgement.direction}","effectKind":"${judgement.effectKind}","model":"${judgement.model}"`;
  yield `,"finding":${judgement.finding},"changePoints":[`;
  for (const [
    i,
    { index, time, before, after, effect, pValue, dates, from, to, kind, present },
  ] of changePoints.entries()) {
    yield `${i === 0 ? '' : ','}{"index":${index},"time":${time.json},"before":${before},"after":${after},"effect":${effect}`;
    yield `,"pValue":${pValue},"dates":[${dates.join(',')}],"from":${from.json},"to":${to.json},"kind":"${kind}","present":${present}}`;
  }
  yield `],"band":${JSON.stringify(judgement.band)},"noBandReason":${JSON.stringify(judgement.noBandReason)},"verdicts":[`;
  for (let row = 0; row < verdicts.length; row += PIECE_ROWS) {
    let text = '';
    for (let i = row; i < Math.min(row + PIECE_ROWS, verdicts.length); i += 1) {
      const value = series.values[i] as number;
      const shown = value === value ? value : null;
      text += `${i === 0 ? '' : ','}{"index":${i},"time":${timeAt(i)},"value":${shown}${KINDS[verdicts[i] as number]}`;
    }
    yield text;
  }
  yield `],"segments":${JSON.stringify(segments)},"noise":${JSON.stringify(judgement.noise)}}\n`;
}

function timesOf({ series: { times } }: Judgement): (row: number) => string {
  return times === null ? () => 'null' : (row) => timeJson(times.kind, times.values[row] as number);
}
