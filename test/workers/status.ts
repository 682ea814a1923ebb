import t from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import { PlumblineError } from '../../services/core/errors.ts';
import { createStatusKeeper, tellingDoor } from '../../workers/status.ts';
import { FakeDoor } from '../support/door.ts';

t.test('idle, working, draining', async (t) => {
  const keeper = createStatusKeeper(systemClock);
  t.match(keeper.read(), { state: 'idle', jobs: [], lastContactAt: null, blocked: null });
  const ended = keeper.began('run_1', 'run');
  t.match(keeper.read(), { state: 'working', jobs: [{ job: 'run_1', kind: 'run' }] });
  ended();
  t.match(keeper.read(), { state: 'idle', jobs: [] });
  keeper.block('no engine');
  keeper.drain();
  t.match(keeper.read(), { state: 'draining', blocked: 'no engine' });
});

t.test('a refusal is an answer, silence is none', async (t) => {
  const door = new FakeDoor();
  let answers = 0;
  const telling = tellingDoor(door, () => {
    answers += 1;
  });
  t.equal(await telling.claim({ platform: 'p', host: 'h', workerId: 'w', waitMs: 1 }), null);
  t.equal(answers, 1);
  door.lost.add('f');
  await t.rejects(telling.heartbeat('job', 'f'), { code: 'LEASE_LOST' });
  t.equal(answers, 2);
  door.failing = () => new PlumblineError('API_UNAVAILABLE', 'away');
  await t.rejects(telling.heartbeat('job', 'g'), { code: 'API_UNAVAILABLE' });
  t.equal(answers, 2);
});
