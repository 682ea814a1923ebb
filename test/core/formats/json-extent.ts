import fc from 'fast-check';
import t from 'tap';
import { createJsonExtent } from '../../../services/core/formats/json-extent.ts';

const states = (...pieces: string[]) => {
  const extent = createJsonExtent();
  return pieces.map((piece) => extent.push(piece));
};

t.test('every object and list is followed to its end, in any pieces', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.object(), fc.array(fc.jsonValue())), fc.nat(), (value, at) => {
      const text = JSON.stringify(value, null, at % 3);
      const cut = at % text.length;
      const [first, second] = states(text.slice(0, cut), text.slice(cut));
      return (cut === 0 || first === 'open') && second === 'closed';
    }),
  );
});

t.test('blanks around it, brackets and quotes in strings, Python words', async (t) => {
  t.strictSame(states(' {"a]}\\"": [NaN, -Infinity, null, true, false]} ', '\n'), ['closed', 'closed']);
});

t.test('what is no JSON, or goes on after its end, or nests too deep', async (t) => {
  for (const text of ['[2026-11-26 INFO', '{"a": é}', 'é', '1', '{} {', '['.repeat(101), ']']) {
    const [state] = states(text);
    t.equal(state, text === ']' ? 'closed' : 'broken', text.slice(0, 20));
  }
  t.strictSame(states('{x', '}'), ['broken', 'broken']);
});
