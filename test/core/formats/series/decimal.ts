import fc from 'fast-check';
import t from 'tap';
import { decimalIn, decimalOf } from '../../../../services/core/formats/series/decimal.ts';

const read = (text: string) => {
  const bytes = new TextEncoder().encode(`<${text}>`);
  return decimalIn(bytes, 1, bytes.length - 1);
};

t.test('every double that is written out comes back to the bit', async (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => Object.is(read(`${value}`), value + 0)),
  );
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 12 }), (whole, decimals) => {
      const text = (whole / 10 ** decimals).toFixed(decimals);
      return read(text) === Number(text);
    }),
  );
  t.pass('and so do decimals of every length');
});

t.test('what people write as a decimal is one', async (t) => {
  for (const [text, value] of [
    ['5', 5],
    ['-0.25', -0.25],
    ['+7.', 7],
    ['.5', 0.5],
    ['1e3', 1_000],
    ['2.5E-3', 0.0025],
    ['0.1234567890123456789', 0.12345678901234568],
    ['123456789012345678', 123456789012345680],
    ['1e999', Number.POSITIVE_INFINITY],
  ] as const) {
    t.equal(read(text), value, text);
    t.equal(decimalOf(text), value, text);
  }
});

t.test('everything else is not', async (t) => {
  for (const text of ['', '-', '.', '+.', '1.2.3', '1,5', '0x10', '1_000', 'nan', 'Infinity', '1e', '12abc', '1 2']) {
    t.ok(Number.isNaN(read(text)), text);
    t.ok(Number.isNaN(decimalOf(text)), text);
  }
});
