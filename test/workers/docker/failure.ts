import t from 'tap';
import { PlumblineError } from '../../../services/core/errors.ts';
import { engineFailure, isUnknown } from '../../../workers/docker/failure.ts';

t.test('an engine’s failures are told apart', async (t) => {
  const code = (error: unknown) => engineFailure('create', error).code;
  t.equal(code(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })), 'DOCKER_UNAVAILABLE');
  t.equal(code(new Error('socket hang up')), 'DOCKER_UNAVAILABLE');
  t.equal(code({ statusCode: 500, json: { message: 'write /x: no space left on device' } }), 'DISK_FULL');
  t.equal(code({ statusCode: 500, json: { message: 'connection error: transport is closing' } }), 'DOCKER_UNAVAILABLE');
  t.equal(code({ statusCode: 400, json: { message: 'Range of CPUs is from 0.01 to 2.00' } }), 'ENGINE_REFUSED');
  t.equal(engineFailure('pull', { statusCode: 502, message: 'manifest unknown' }, 'PULL_FAILED').code, 'PULL_FAILED');
  t.equal(
    engineFailure('create', { statusCode: 400, json: { message: 'one\n two' } }).message,
    'create: one two',
    'the engine’s words in one line',
  );
  t.ok(engineFailure('x', { message: 'y'.repeat(9999) }).message.length < 600);
  const ours = new PlumblineError('IMAGE_MISSING', 'here');
  t.equal(engineFailure('x', ours), ours);
  t.equal(isUnknown({ statusCode: 404 }), true);
  t.equal(isUnknown(new Error()), false);
});
