import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { createTurns } from '../../services/store/turns.ts';

t.test('work goes one after the other, and one that fails stops nobody', async (t) => {
  const turns = createTurns();
  const seen: string[] = [];
  const work = (name: string) =>
    turns.next(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (name === 'two') throw new Error('two');
      return name;
    });
  const [one, two, three] = await Promise.allSettled([work('one'), work('two'), work('three')]);
  t.same(seen, ['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
  t.match(one, { value: 'one' });
  t.match(two, { status: 'rejected' });
  t.match(three, { value: 'three' });
});

t.test('sockets and timers get their turn between statements that never wait', async (t) => {
  const turnsOf = async (turnMs: number) => {
    const turns = createTurns(turnMs);
    let working = true;
    let given = 0;
    const others = (async () => {
      while (working) {
        await setImmediate();
        given += 1;
      }
    })();
    await Promise.all(Array.from({ length: 100 }, () => turns.next(async () => undefined)));
    working = false;
    await others;
    return given;
  };
  t.ok((await turnsOf(0)) >= 50, 'a turn before each');
  t.ok((await turnsOf(60_000)) <= 2, 'none when they are quick');
});
