import { readFileSync } from 'node:fs';
import type { Annotations } from './score.ts';

/** The labelled series of test/fixtures/series; what each label is worth stands in the README there. */
export interface LabelledSeries {
  readonly tcpd: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly annotations: Annotations;
  }[];
  readonly perfherder: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly expected: readonly number[];
  }[];
  readonly tigerbeetle: readonly number[];
  /** Published F1 and covering on the same series, method by method. */
  readonly published: readonly { readonly method: string; readonly f1: number; readonly cover: number }[];
}

export function labelledSeries(): LabelledSeries {
  const tcpd = read('tcpd') as { series: { name: string; series: [number[]]; annotations: Annotations }[] };
  const perfherder = read('perfherder') as { series: { name: string; value: number[]; expected_changes: number[] }[] };
  const tigerbeetle = read('tigerbeetle') as { otava_series: number[] };
  const scores = read('tcpd-published-scores') as {
    methods: string[];
    scores: Record<string, { f1: number[]; cover: number[] }>;
  };
  const rows = Object.values(scores.scores);
  const average = (kind: 'f1' | 'cover', method: number) =>
    rows.reduce((sum, row) => sum + (row[kind][method] as number), 0) / rows.length;
  return {
    tcpd: tcpd.series.map(({ name, series, annotations }) => ({ name, values: series[0], annotations })),
    perfherder: perfherder.series.map(({ name, value, expected_changes }) => ({
      name,
      values: value,
      expected: expected_changes,
    })),
    tigerbeetle: tigerbeetle.otava_series,
    published: scores.methods.map((method, i) => ({ method, f1: average('f1', i), cover: average('cover', i) })),
  };
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../test/fixtures/series/${name}.json`, import.meta.url), 'utf8'));
}
