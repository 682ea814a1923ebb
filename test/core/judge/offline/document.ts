import fc from 'fast-check';
import t from 'tap';
import { Value } from 'typebox/value';
import { judgementJson } from '../../../../services/core/judge/offline/document.ts';
import { JudgementDocument } from '../../../../services/core/model/api/judge.ts';
import { judged } from '../../../support/offline.ts';

const DAY = 86_400_000;
const text = (judgement: ReturnType<typeof judged>) => [...judgementJson(judgement)].join('');

t.test('one line of JSON that is what the schema says', async (t) => {
  const values = [...Array.from({ length: 40 }, (_, i) => (i < 20 ? 5 : 9) + (i % 2)), Number.NaN];
  const times = { kind: 'date', values: Float64Array.from(values, (_, i) => i * DAY) } as const;
  const line = text(judged(values, { direction: 'lower' }, { name: 'a "b"\n', times }));
  t.equal(line.indexOf('\n'), line.length - 1);
  const document = JSON.parse(line);
  t.equal(Value.Check(JudgementDocument, document), true);
  t.match(document, {
    name: 'a "b"\n',
    points: 40,
    missing: 1,
    direction: 'lower',
    effectKind: 'relative',
    model: 'constant',
    finding: true,
    changePoints: [
      {
        index: 20,
        time: '1970-01-21',
        dates: [20],
        from: '1970-01-21',
        to: '1970-01-21',
        kind: 'regression',
        present: true,
      },
    ],
    noBandReason: null,
    segments: [
      { from: 0, to: 19, first: 5.5, last: 5.5 },
      { from: 20, to: 39 },
    ],
  });
  t.equal(document.changePoints[0].before.toFixed(6), '5.500000');
  t.equal(document.changePoints[0].after.toFixed(6), '9.500000');
  t.same(document.verdicts[0], { index: 0, time: '1970-01-01', value: 5, kind: 'in-band' });
  t.same(document.verdicts[40], { index: 40, time: '1970-02-10', value: null, kind: 'missing' });
  t.equal(document.verdicts.length, 41);
});

t.test('a long series comes in pieces, and nothing is lost between them', async (t) => {
  const values = Array.from({ length: 20_001 }, (_, i) => i % 7);
  const judgement = judged(values);
  const pieces = [...judgementJson(judgement)];
  t.ok(pieces.every((piece) => piece.length < 1_000_000));
  const { verdicts } = JSON.parse(pieces.join(''));
  t.same(
    verdicts.map(({ index, value }: { index: number; value: number }) => [index, value]),
    values.map((value, i) => [i, value]),
  );
});

t.test('whatever the values are, it is JSON and of the schema', async (t) => {
  const value = fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.constant(Number.NaN),
    fc.constantFrom(1, 2),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.option(fc.string()), (values, name) => {
      t.ok(Value.Check(JudgementDocument, JSON.parse(text(judged(values, {}, { name })))));
    }),
  );
});
