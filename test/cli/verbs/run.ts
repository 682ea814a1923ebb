import t from 'tap';
import { parseSettings } from '../../../services/cli/verbs/run.ts';
import { command } from '../../support/cli.ts';

const RUN = {
  id: 'run_1',
  benchmark: 'b',
  platform: 'p',
  purpose: 'manual',
  seed: 1,
  state: 'queued',
  outcome: null,
  detail: '',
  createdAt: '2026-11-24T00:00:00Z',
  startedAt: null,
  endedAt: null,
};
const ENDED = {
  ...RUN,
  state: 'ended',
  outcome: 'measured',
  measurements: [{ metric: 'accuracy', value: 0.9, unit: 'share' }],
};

/** Answers as the API does and keeps what it was asked. */
function remember(asked: unknown[], body: unknown) {
  asked.push(body);
  return { runs: [RUN], enqueued: true };
}

t.test('settings are typed', async (t) => {
  t.same(parseSettings(['epochs=3', 'config:rate=1e-3', 'shuffle=false', 'name=a=b']), {
    epochs: 3,
    rate: 0.001,
    shuffle: false,
    name: 'a=b',
  });
  t.throws(() => parseSettings(['epochs']), { code: 'USAGE', message: '--set epochs: expected key=value' });
});

t.test('a run is triggered and not waited for while a service runs', async (t) => {
  const asked: unknown[] = [];
  const client = { trigger: async (body: unknown) => remember(asked, body) } as never;
  const { exit, out, closed } = await command(['run', 'b', '--seed', '7', '--set', 'epochs=3'], { client });
  t.equal(exit, 0);
  t.match(asked, [{ benchmark: 'b', seed: 7, set: { epochs: 3 } }]);
  t.match(out, /run_1 .*queued/);
  t.equal(closed, 1);
});

t.test('without a service the verb waits and prints what was measured', async (t) => {
  const client = { trigger: async () => ({ runs: [RUN], enqueued: true }), run: async () => ENDED } as never;
  const { exit, out } = await command(['run', 'b'], { client, ownProcess: true });
  t.equal(exit, 0);
  t.match(out, /run_1 +1 +measured +accuracy +0\.9 +share/);
  const failed = {
    trigger: async () => ({ runs: [RUN], enqueued: true }),
    run: async () => ({ ...ENDED, outcome: 'time-out', detail: 'after 60 s', measurements: [] }),
  } as never;
  const bad = await command(['run', 'b', '--json'], { client: failed, ownProcess: true });
  t.equal(bad.exit, 1, 'a run that was not measured is a finding');
  t.match(JSON.parse(bad.out), { runs: [{ outcome: 'time-out' }] });
});

t.test('calibration asks for runs of its own', async (t) => {
  const asked: unknown[] = [];
  const client = { calibrate: async (body: unknown) => remember(asked, body) } as never;
  t.equal((await command(['run', 'b', '--calibrate', '8'], { client })).exit, 0);
  t.match(asked, [{ benchmark: 'b', runs: 8 }]);
});
