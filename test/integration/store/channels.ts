import t from 'tap';
import type { ChannelResolution } from '../../../services/core/model/channel.ts';
import { NOON, noon } from '../../support/builders.ts';
import { eachBackend } from '../../support/store.ts';

// What channels resolved to, kept as stretches of time: a thousand equal answers are one row.

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const one = (digit: string, at: string, more: Partial<ChannelResolution> = {}): ChannelResolution => ({
  ...{ channel: 'base:python:amd64', kind: 'base', pointer: 'python:3.11', digest: digest(digit), at },
  ...more,
});

await eachBackend(t, async (t, { store }) => {
  const { channels } = store;
  const history = async () =>
    (await channels.states('default', 'base:python:amd64', 50)).items.map((state) => [
      state.digest.at(-1),
      state.firstAt,
      state.lastAt,
    ]);

  t.same(await channels.current('default'), []);
  await channels.resolved('default', [one('a', NOON), one('a', noon(1)), one('b', noon(10)), one('a', noon(20))]);
  t.same(await history(), [
    ['a', noon(20), noon(20)],
    ['b', noon(10), noon(10)],
    ['a', NOON, noon(1)],
  ]);
  await channels.resolved('default', [one('a', noon(20)), one('a', NOON)]);
  t.equal((await history()).length, 3, 'repeated: nothing new');
  await channels.resolved('default', [one('a', noon(15)), one('b', noon(12)), one('c', noon(5))]);
  t.same(
    await history(),
    [
      ['a', noon(15), noon(20)],
      ['b', noon(10), noon(12)],
      ['c', noon(5), noon(5)],
      ['a', NOON, noon(1)],
    ],
    'late ones stand where they belong',
  );
  await channels.resolved('default', [one('a', noon(30), { pointer: 'python:3.12' })]);
  t.equal((await history()).length, 5, 'another pointer is a change');
  await channels.resolved('default', [one('d', noon(1), { channel: 'dataset:x', kind: 'dataset', pointer: 'file' })]);
  await channels.resolved('other', [one('e', noon(99))]);
  t.match(await channels.current('default'), [
    { channel: 'base:python:amd64', kind: 'base', pointer: 'python:3.12', digest: digest('a'), lastAt: noon(30) },
    { channel: 'dataset:x', digest: digest('d') },
  ]);
  const first = await channels.states('default', 'base:python:amd64', 2);
  t.equal(first.items.length, 2);
  const second = await channels.states('default', 'base:python:amd64', 2, first.next as string);
  const third = await channels.states('default', 'base:python:amd64', 2, second.next as string);
  t.same([second.items.length, third.items.length, third.next], [2, 1, null]);
  await t.rejects(channels.states('default', 'x', 0), { code: 'INPUT_INVALID' });
  await t.rejects(channels.states('default', 'x', 5, 'nonsense'), { code: 'INPUT_INVALID' });
  await Promise.all(Array.from({ length: 8 }, () => channels.resolved('default', [one('f', noon(40))])));
  t.equal((await history()).length, 6, 'eight recorders at once: one change');
});
