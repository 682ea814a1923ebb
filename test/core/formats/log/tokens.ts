import fc from 'fast-check';
import t from 'tap';
import { createTokenSearch } from '../../../../services/core/formats/log/tokens.ts';

const encode = (text: string) => new TextEncoder().encode(text);

t.test('it finds what a plain search finds, within the bounds alone', async () => {
  const letters = fc.stringMatching(/^[ab:]{2,6}$/);
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 5 }),
      fc.stringMatching(/^[ab:c]{0,40}$/),
      fc.nat(40),
      fc.nat(40),
      (tokens, text, a, b) => {
        const [from, to] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
        const expected = tokens.some((token) => text.slice(from, to).includes(token));
        return createTokenSearch(tokens)(encode(text), from, to) === expected;
      },
    ),
    { numRuns: 2000 },
  );
});

t.test('without tokens nothing is found', async (t) => {
  t.equal(createTokenSearch([])(encode('abc'), 0, 3), false);
});
