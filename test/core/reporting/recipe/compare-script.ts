import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { createSampleParser } from '../../../../services/core/formats/parser.ts';
import { reduceRun } from '../../../../services/core/formats/reduce.ts';
import type { Metric } from '../../../../services/core/model/metric.ts';
import { COMPARE_SCRIPT } from '../../../../services/core/reporting/recipe/compare-script.ts';
import { expectedOutcome } from '../../../../services/core/reporting/recipe/expected.ts';
import type { Recipe } from '../../../../services/core/reporting/recipe/recipe.ts';
import { aMetric } from '../../../support/builders.ts';

const band = { kind: 'learned', low: 0.9, high: 1, centre: 0.95, deviation: 0.01, runs: 9, reason: '' } as const;

function compare(log: string, metrics: readonly Metric[], bands: Recipe['bands'], here = 'elsewhere') {
  const expected = expectedOutcome({ runId: 'run_1', hostName: 'home', metrics, measurements: [], bands });
  const env = { PATH: process.env.PATH, PLUMBLINE_EXPECTED: JSON.stringify(expected), PLUMBLINE_HERE: here };
  const run = spawnSync('python3', ['-I', '-c', COMPARE_SCRIPT], { input: log, env, encoding: 'utf8' });
  return {
    code: run.status,
    table: run.stderr,
    ...(JSON.parse(run.stdout) as { compared: number; metrics: { value: number; verdict: string }[] }),
  };
}

const mllog = (key: string, value: unknown, step: number | null = null) =>
  `0: :::MLLOG ${JSON.stringify({ key, value, event_type: 'POINT_IN_TIME', metadata: step === null ? {} : { step_num: step } })}`;

t.test('inside, outside, missing, and how they end', async (t) => {
  const accuracy = [aMetric()];
  const inside = compare(mllog('eval_accuracy', 0.95), accuracy, { accuracy: band });
  t.match(inside, { code: 0, metrics: [{ value: 0.95, verdict: 'in band' }] });
  t.match(inside.table, /accuracy +share +- +0\.95 +0\.9 \.\.\. 1 +in band/);
  t.match(compare(mllog('eval_accuracy', 0.5), accuracy, { accuracy: band }), {
    code: 1,
    metrics: [{ verdict: 'below' }],
  });
  t.match(compare('noise', accuracy, { accuracy: band }), { code: 1, metrics: [{ verdict: 'missing' }] });
});

t.test('where no metric has a band that counts, nothing is said to be inside one', async (t) => {
  const inside = compare(mllog('eval_accuracy', 0.95), [aMetric()], { accuracy: band });
  t.match(inside, { compared: 1, table: /^The outcome is inside its bands\.$/m });
  const none = compare(mllog('eval_accuracy', 0.5), [aMetric()], {});
  t.match(none, { code: 0, compared: 0, metrics: [{ verdict: 'no band' }], table: /^Nothing was compared: /m });
  t.notMatch(none.table, /inside its bands/);
  const speed = aMetric({ name: 'speed', kind: 'speed', scale: 'positive' });
  t.match(compare(mllog('eval_accuracy', 5), [speed], { speed: band }), { code: 0, compared: 0 });
});

t.test('speed is judged on the machine of the record alone', async (t) => {
  const speed = [aMetric({ name: 'speed', kind: 'speed', scale: 'positive' })];
  const log = mllog('eval_accuracy', 5);
  t.match(compare(log, speed, { speed: band }), { code: 0, metrics: [{ verdict: 'above', note: /another machine/ }] });
  t.match(compare(log, speed, { speed: band }, 'home'), { code: 1, metrics: [{ verdict: 'above', note: '' }] });
});

t.test('a format that only Plumbline reads is said to be not compared', async (t) => {
  const metric = aMetric();
  const other = { ...metric, source: { ...metric.source, format: 'other' as never } };
  t.match(compare('', [other], { accuracy: band }), { code: 0, metrics: [{ verdict: /not compared/ }] });
});

t.test('it reduces a log as Plumbline does', async (t) => {
  const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom('NaN', null, 3, true));
  const line = fc
    .tuple(fc.constantFrom('a', 'b', 'own'), value, fc.option(fc.integer({ min: 0, max: 4 })))
    .map(([key, found, step]) => {
      if (key === 'a') return mllog('a', found, step);
      if (key === 'b') return mllog('b', { field: found }, step);
      return JSON.stringify({ plumbline: 1, key: 'own', value: found, ...(step === null ? {} : { step }) });
    });
  const reductions = ['last', 'first', 'min', 'max', 'mean', 'median', 'sum'] as const;
  const source = fc.record({
    place: fc.constantFrom(['mllog', 'a'], ['mllog', 'b.field'], ['jsonl', 'own']),
    reduce: fc.constantFrom(...reductions),
    warmup: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), source, (lines, { place, reduce, warmup }) => {
      const [format, key] = place as ['mllog' | 'jsonl', string];
      const metric = aMetric({ source: { format, key, reduce, warmup } });
      const parser = createSampleParser([metric]);
      const ours = reduceRun(
        [metric],
        lines.flatMap((text, at) => parser.push(text, at + 1)),
      );
      const theirs = compare(lines.join('\n'), [metric], {}).metrics[0];
      const expected = ours.measurements[0]?.value ?? null;
      const close =
        expected === null
          ? theirs?.value === null
          : Math.abs((theirs?.value ?? 0) - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
      if (!close) throw new Error(`${lines.join('\n')}\n${key} ${reduce} ${warmup}: ${expected} and ${theirs?.value}`);
    }),
    { numRuns: 60 },
  );
  t.pass('60 logs');
});
