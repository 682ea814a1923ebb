import t from 'tap';
import { systemClock } from '../../services/composition/clock.ts';
import { PlumblineError } from '../../services/core/errors.ts';
import { startHeartbeat } from '../../workers/heartbeat.ts';
import { FakeDoor } from '../support/door.ts';
import { testLog } from '../support/worker.ts';

function beat(door: FakeDoor, drained = new AbortController().signal) {
  const log = testLog({ comment: () => undefined });
  const options = { door, jobId: 'run_1', fence: 'f', clock: systemClock, log, drained, everyMs: 10 };
  return { ...startHeartbeat(options), log };
}
const beats = (door: FakeDoor): number => door.calls.filter((call) => call === 'heartbeat').length;

t.test('a claim is renewed until its work ends', async (t) => {
  const door = new FakeDoor();
  const heartbeat = beat(door);
  await door.until(() => beats(door) >= 3, 'three heartbeats');
  t.notOk(heartbeat.signal.aborted);
  await heartbeat.end();
  const count = beats(door);
  await systemClock.sleep(50);
  t.equal(beats(door), count);
});

t.test('an API that is away is no reason to stop', async (t) => {
  const door = new FakeDoor();
  door.failing = () => new PlumblineError('API_UNAVAILABLE', 'away');
  const heartbeat = beat(door);
  await door.until(() => beats(door) >= 3, 'three heartbeats');
  t.notOk(heartbeat.signal.aborted);
  await heartbeat.end();
});

t.test('the reasons to stop', async (t) => {
  const stopped = async (prepare: (door: FakeDoor) => void, drained?: AbortSignal): Promise<unknown> => {
    const door = new FakeDoor();
    prepare(door);
    const heartbeat = beat(door, drained);
    if (!heartbeat.signal.aborted) {
      await new Promise((resolve) => heartbeat.signal.addEventListener('abort', resolve, { once: true }));
    }
    await heartbeat.end();
    return heartbeat.signal.reason;
  };
  t.equal(await stopped((door) => Object.assign(door, { cancelling: true })), 'cancel');
  t.equal(await stopped((door) => door.lost.add('f')), 'lost');
  t.equal(await stopped(() => undefined, AbortSignal.abort()), 'drain');
  t.equal(await stopped(() => undefined, AbortSignal.timeout(20)), 'drain');
});
