import { VALUE_MAX } from '../../formats/series/decimal.ts';
import type { InputSeries, Interval } from '../../formats/series/series.ts';
import type { Direction } from '../../model/metric.ts';
import { changesOf } from '../../statistics/segmentation/change.ts';
import { lastOf, type Piece } from '../../statistics/segmentation/pieces.ts';
import { type Segmentation, segment } from '../../statistics/segmentation/segment.ts';
import { BAND_RUNS_MIN } from '../thresholds.ts';
import { counted } from '../wording.ts';
import {
  type JudgedBand,
  type JudgedChange,
  type JudgedSegment,
  type Judgement,
  type JudgeSettings,
  newestRow,
  ROW_VERDICTS,
  type RowVerdict,
} from './judgement.ts';
import { learnedBand } from './learned-band.ts';
import { mergeSmall } from './merge.ts';
import { shiftBetween } from './shift.ts';

/** Smallest value that ratios are made of: with the largest it still gives a finite one. */
const POSITIVE_MIN = 1 / VALUE_MAX;
const CODES = Object.fromEntries(ROW_VERDICTS.map((verdict, code) => [verdict, code])) as Record<RowVerdict, number>;

/**
 * Judges one series by itself, in hindsight: gaps are left out, the rest is cut into levels, each level has a band
 * learned from its own points (the newest level from all but its newest point, which so is a real test), and every
 * point is held against the band of its level. INPUT_INVALID for more than 10 million points.
 */
export function judgeSeries(series: InputSeries, settings: JudgeSettings): Judgement {
  const direction = series.direction ?? settings.direction;
  const declared = declaredBand(series.band ?? settings.band);
  const { values, rows } = withoutGaps(series.values);
  const verdicts = new Uint8Array(series.values.length).fill(CODES.missing);
  const missing = series.values.length - values.length;
  const head = { series, direction, points: values.length, missing, verdicts };
  if (values.length === 0) {
    const noBandReason = declared === null ? 'the series has no value' : null;
    const empty = { changes: [], segments: [], noise: null, finding: false };
    return { ...head, ...empty, effectKind: 'absolute', model: 'constant', band: declared, noBandReason };
  }
  const smallest = values.reduce((least, value) => Math.min(least, value));
  const least = smallest >= POSITIVE_MIN ? smallest : null;
  const found = mergeSmall(segment(values), settings.minEffect, least);
  const { pieces, noise, cleaned } = found;
  const bands = pieces.map((piece, i) => {
    if (declared !== null) return declared;
    const end = i === pieces.length - 1 ? piece.end - 1 : piece.end;
    return learnedBand({ values, cleaned, positive: least !== null }, piece, end);
  });
  for (const [i, piece] of pieces.entries()) {
    const slope = declared === null ? piece.slope : 0;
    for (let at = piece.start; at < piece.end; at += 1) {
      verdicts[rows.at(at)] = verdictOf(
        values[at] as number,
        bands[i] as JudgedBand | null,
        slope * (at - piece.end + 1),
      );
    }
  }
  const changes = judgedChanges(found, rows, direction, least);
  const band = bands.at(-1) as JudgedBand | null;
  const newest = ROW_VERDICTS[verdicts[newestRow({ verdicts })] as number];
  return {
    ...head,
    effectKind: least === null ? 'absolute' : 'relative',
    model: found.model,
    changes,
    segments: pieces.map((piece, i) => judgedSegment(piece, rows, bands[i] as JudgedBand | null)),
    band,
    noBandReason: band === null ? tooShort(pieces.at(-1) as Piece) : null,
    noise: { deviation: Math.sqrt(noise.variance), correlation: noise.correlation },
    finding:
      newest === 'below' || newest === 'above' || changes.some(({ kind, present }) => kind === 'regression' && present),
  };
}

/** Where each value that is no gap stood. */
interface Rows {
  at(point: number): number;
}

function withoutGaps(all: Float64Array): { readonly values: Float64Array; readonly rows: Rows } {
  if (!all.some(Number.isNaN)) return { values: all, rows: { at: (point) => point } };
  const values = all.filter((value) => !Number.isNaN(value));
  const rows = new Uint32Array(values.length);
  let point = 0;
  for (const [row, value] of all.entries()) {
    if (Number.isNaN(value)) continue;
    rows[point] = row;
    point += 1;
  }
  return { values, rows: { at: (at) => rows[at] as number } };
}

/** @param shift how far the band of a slope lies here from where it lies at the slope's last point. */
function verdictOf(value: number, band: JudgedBand | null, shift: number): number {
  if (band === null) return CODES['no-band'];
  if (value < band.low + shift) return CODES.below;
  return value > band.high + shift ? CODES.above : CODES['in-band'];
}

function judgedChanges(found: Segmentation, rows: Rows, direction: Direction, least: number | null): JudgedChange[] {
  const newest = lastOf(found.pieces.at(-1) as Piece);
  return changesOf(found).map(({ index, pValue, dates }, i) => {
    const { before, after, effect, departure } = shiftBetween(
      found.pieces[i] as Piece,
      found.pieces[i + 1] as Piece,
      least,
    );
    const better = departure > 0 === (direction === 'higher');
    return {
      index: rows.at(index),
      before,
      after,
      effect,
      pValue,
      dates: dates.map((date) => rows.at(date)),
      kind: direction === 'none' ? 'change' : better ? 'improvement' : 'regression',
      present: (newest - (before + after) / 2) * departure > 0,
    };
  });
}

function judgedSegment(piece: Piece, rows: Rows, band: JudgedBand | null): JudgedSegment {
  const { start, end, first } = piece;
  return { from: rows.at(start), to: rows.at(end - 1), points: end - start, first, last: lastOf(piece), band };
}

function declaredBand(interval: Interval | null): JudgedBand | null {
  if (interval === null) return null;
  return { kind: 'declared', ...interval, centre: null, deviation: null, runs: 0, reason: 'declared for every point' };
}

function tooShort({ start, end }: Piece): string {
  return `the newest level has ${counted(end - start - 1, 'point')} before the newest one; a band needs ${BAND_RUNS_MIN}`;
}
