import fc from 'fast-check';
import t from 'tap';
import { pythonLiteral } from '../../../services/core/formats/python-literal.ts';

const value = (text: string) => {
  const read = pythonLiteral(text);
  return read.ok ? read.value : 'fault';
};

t.test('literals of every kind', async (t) => {
  t.strictSame(value(`{'loss': 0.5, "rate": 5e-05, 'n': -3, 'none': None, 'yes': True, 'no': False,}`), {
    loss: 0.5,
    rate: 5e-5,
    n: -3,
    none: null,
    yes: true,
    no: false,
  });
  t.strictSame(value("[(1, 2), [], {}, 'it\\'s']"), [[1, 2], [], {}, "it's"]);
  t.strictSame(value("{'a': nan, 'b': -inf, 'c': np.float64(0.5), 'd': tensor(2)}"), {
    a: 'NaN',
    b: '-Infinity',
    c: 0.5,
    d: 2,
  });
  t.strictSame(value('{1: 2}'), { 1: 2 });
});

t.test('what is none: nothing is called', async (t) => {
  for (const text of [
    '',
    '{',
    "{'a'",
    "{'a' 1}",
    "{'a': }",
    '[1 2]',
    '1 2',
    "__import__('os')",
    "{'a': os.system('x')}",
    'np.float64(1',
    "{'a': 'cut",
  ]) {
    t.equal(value(text), 'fault', text);
  }
  t.equal(value('['.repeat(20) + ']'.repeat(20)), 'fault');
});

t.test('it never throws, and it reads every flat dict of numbers', async (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => typeof pythonLiteral(text).ok === 'boolean'),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z_]{1,10}$/), fc.double({ noNaN: true, noDefaultInfinity: true })),
      (values) => {
        const text = `{${Object.entries(values)
          .map(([key, number]) => `'${key}': ${number}`)
          .join(', ')}}`;
        t.strictSame(value(text), { ...values }, text);
      },
    ),
    { numRuns: 50 },
  );
});
