import fc from 'fast-check';
import t from 'tap';
import { tolerantJson } from '../../../services/core/formats/tolerant-json.ts';

t.test('what JSON can read is read as JSON', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      t.strictSame(tolerantJson(text), { ok: true, value: JSON.parse(text) });
    }),
  );
});

t.test("Python's bare words become strings, and words inside strings stay", async (t) => {
  t.strictSame(tolerantJson('{"a": NaN, "b": -Infinity, "c": [Infinity], "d": "x NaN \\" Infinity"}'), {
    ok: true,
    value: { a: 'NaN', b: '-Infinity', c: ['Infinity'], d: 'x NaN " Infinity' },
  });
});

t.test('anything else is not JSON', async (t) => {
  for (const text of ['', '{', '{"a": NaNs}', '{"a": nan}', '{"a": 1} trailing', '{"value": fooNaN']) {
    t.strictSame(tolerantJson(text), { ok: false }, text);
  }
});

t.test('a long run of quotes and words is read in one pass', async (t) => {
  t.strictSame(tolerantJson(`{"a": NaN, "b": "${'\\\\"'.repeat(20_000)}`), { ok: false });
});
