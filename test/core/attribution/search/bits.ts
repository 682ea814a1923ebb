import t from 'tap';
import { members, only, size, union } from '../../../../services/core/attribution/search/bits.ts';

t.test('sets of units by their numbers', async (t) => {
  const set = union([only(0), only(70), only(3)]);
  t.same(members(set), [0, 3, 70]);
  t.equal(size(set), 3);
  t.same(members(0n), []);
  t.equal(union([]), 0n);
  t.equal(set & ~only(3), union([only(0), only(70)]));
});
