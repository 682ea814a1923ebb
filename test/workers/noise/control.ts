import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { createNoiseControl } from '../../../workers/noise/control.ts';
import { testFolder } from '../../support/folder.ts';
import { testLog } from '../../support/worker.ts';

const DEVICES = [{ vendor: 'nvidia' as const, uuid: 'GPU-1a', index: 0, parent: null }];
const NEVER = new AbortController().signal;

/** A machine whose state is a file: `before` writes it, `after` removes it, each in its own way. */
async function machine(t: Test, texts: { before?: string; after?: string } = {}) {
  const folder = testFolder(t, { noise: {} });
  const state = join(folder, 'locked');
  const script = (name: string, text: string): string => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };
  const before = script('before', texts.before ?? `echo $PLUMBLINE_RUN > ${state}`);
  const after = script('after', texts.after ?? `rm -f ${state}; echo undone >> ${folder}/undone`);
  const markers = join(folder, 'noise');
  const log = testLog(t);
  const open = (now = () => new Date()) =>
    createNoiseControl({
      ...{ before, after, platform: 'cpu', settleSeconds: 0, folder: markers, log },
      clock: { now, sleep: systemClock.sleep },
    });
  const undone = (): number =>
    existsSync(`${folder}/undone`) ? readFileSync(`${folder}/undone`, 'utf8').trim().split('\n').length : 0;
  return { folder, state, script, after, markers, log, open, undone, waiting: () => readdirSync(markers) };
}

t.test('set before, undone after, and nothing is left to do', async (t) => {
  const { state, open, waiting, undone } = await machine(t);
  const control = await open();
  const quiet = await control.enter('run_1', DEVICES, NEVER);
  t.equal(readFileSync(state, 'utf8'), 'run_1\n');
  t.equal(waiting().length, 1, 'what is to be undone is on the disk');
  await control.clear();
  t.ok(existsSync(state), 'a run under way is not undone by the next claim');
  await quiet.leave();
  t.notOk(existsSync(state));
  t.same(waiting(), []);
  await control.clear();
  t.equal(undone(), 1, 'once');
});

t.test('a program that fails stops the run, and what it began is undone', async (t) => {
  const { state, open, waiting } = await machine(t, {
    before: 'touch "$(dirname "$0")/locked"; echo no such GPU; exit 7',
  });
  await t.rejects((await open()).enter('run_1', DEVICES, NEVER), {
    code: 'NOISE_CONTROL_FAILED',
    message: /before: exit code 7: no such GPU$/,
  });
  t.notOk(existsSync(state));
  t.same(waiting(), []);
});

t.test('what an earlier process left is undone first, by the program that belongs to it', async (t) => {
  const { folder, state, script, markers, open, waiting } = await machine(t);
  await (await open()).enter('run_1', DEVICES, NEVER);
  t.ok(existsSync(state));
  const control = await createNoiseControl({
    ...{
      before: null,
      after: null,
      platform: 'cpu',
      settleSeconds: 0,
      folder: markers,
      log: testLog(t),
      clock: systemClock,
    },
  });
  await control.clear();
  t.notOk(existsSync(state), 'even when the configuration names none any more');
  t.same(waiting(), []);
  script('other', '');
  t.ok(folder);
});

t.test(
  'a program of the killed worker that still works is waited for: it would set what was just undone',
  async (t) => {
    const { folder, state, open, waiting } = await machine(t, {
      before: 'touch "$(dirname "$0")/began"; sleep 1; touch "$(dirname "$0")/locked"',
    });
    void (await open()).enter('run_killed', DEVICES, NEVER).catch(() => undefined);
    while (!existsSync(join(folder, 'began'))) await systemClock.sleep(20);
    await (await open()).clear();
    t.notOk(existsSync(state));
    t.same(waiting(), []);
  },
);

t.test('a machine that cannot be undone takes no work, says so again and again, and goes on when it is', async (t) => {
  const { script, log, open, state, waiting } = await machine(t, { after: 'echo still locked; exit 1' });
  let now = 0;
  const control = await open(() => new Date(now));
  const quiet = await control.enter('run_1', DEVICES, NEVER);
  await quiet.leave();
  t.equal(waiting().length, 1);
  for (let tries = 0; tries < 3; tries += 1) {
    await t.rejects(control.clear(), { code: 'NOISE_CONTROL_FAILED', message: /exit code 1: still locked$/ });
    now += 30_000;
  }
  const errors = log.lines.filter((line) => line.startsWith('error'));
  t.equal(errors.length, 2, 'once a minute, not at every try');
  t.match(errors[0], /takes no work until it is .*still locked/);
  script('after', `rm -f ${state}`);
  await control.clear();
  t.same(waiting(), []);
});

t.test('a marker that cannot be read stops the machine too', async (t) => {
  const { open, markers } = await machine(t);
  writeFileSync(join(markers, 'broken.json'), '{');
  await t.rejects((await open()).clear(), { code: 'NOISE_CONTROL_FAILED', message: /broken\.json cannot be read/ });
});

t.test('without programs nothing is done or written', async (t) => {
  const folder = join(testFolder(t), 'noise');
  const control = await createNoiseControl({
    ...{ before: null, after: null, platform: 'cpu', settleSeconds: 0, folder, log: testLog(t), clock: systemClock },
  });
  await control.clear();
  const quiet = await control.enter('run_1', DEVICES, NEVER);
  await quiet.leave();
  t.notOk(existsSync(folder));
});

t.test('a setting that names no program is refused at the start', async (t) => {
  const folder = testFolder(t, { 'not-executable': '' });
  mkdirSync(join(folder, 'noise'));
  const open = (before: string) =>
    createNoiseControl({
      ...{
        before,
        after: null,
        platform: 'cpu',
        settleSeconds: 0,
        folder: join(folder, 'noise'),
        log: testLog(t),
        clock: systemClock,
      },
    });
  await t.rejects(open('lock.sh'), {
    code: 'CONFIG_INVALID',
    message: 'worker.before: "lock.sh" is not an absolute path',
  });
  await t.rejects(open(join(folder, 'nowhere')), { code: 'CONFIG_INVALID', message: /cannot be executed/ });
  await t.rejects(open(join(folder, 'not-executable')), { code: 'CONFIG_INVALID' });
});

t.test('a claim beside a run does not undo what is just being set', async (t) => {
  const { folder, open, waiting } = await machine(t, {
    before: 'echo "before $PLUMBLINE_RUN" >> "$(dirname "$0")/order"',
    after: 'echo "after $PLUMBLINE_RUN" >> "$(dirname "$0")/order"',
  });
  const control = await open();
  const expected: string[] = [];
  for (let run = 0; run < 10; run += 1) {
    let entered = false;
    const entering = control.enter(`run_${run}`, DEVICES, NEVER).finally(() => {
      entered = true;
    });
    while (!entered) {
      await control.clear();
      await systemClock.sleep(0);
    }
    await (await entering).leave();
    expected.push(`before run_${run}`, `after run_${run}`);
  }
  t.same(readFileSync(join(folder, 'order'), 'utf8').trim().split('\n'), expected);
  t.same(waiting(), []);
});

t.test('a second attempt keeps its marker while the first one, which lost the run, undoes', async (t) => {
  const { open, waiting, undone } = await machine(t);
  const control = await open();
  const first = await control.enter('run_1', DEVICES, NEVER);
  const second = await control.enter('run_1', DEVICES, NEVER);
  await first.leave();
  t.equal(waiting().length, 1, 'were the worker killed now, the second would be undone');
  await control.clear();
  t.equal(undone(), 1, 'and nothing undoes it while it runs');
  await second.leave();
  t.same(waiting(), []);
});

t.test('no run is set up on a machine that another run could not undo', async (t) => {
  const { script, state, open, waiting } = await machine(t, { after: 'exit 1' });
  const control = await open();
  const quiet = await control.enter('run_1', DEVICES, NEVER);
  await quiet.leave();
  await t.rejects(control.enter('run_2', DEVICES, NEVER), {
    code: 'NOISE_CONTROL_FAILED',
    message: /not undone.*run_1/,
  });
  t.equal(waiting().length, 1);
  script('after', `rm -f ${state}`);
  await (await control.enter('run_2', DEVICES, NEVER)).leave();
  t.same(waiting(), []);
});

t.test('a program that cannot even be started leaves nothing set', async (t) => {
  const { folder, open, waiting, undone } = await machine(t);
  // A program that is being written is ETXTBSY.
  const busy = openSync(join(folder, 'before'), 'a');
  const control = await open();
  await t.rejects(control.enter('run_1', DEVICES, NEVER), { code: 'NOISE_CONTROL_FAILED', message: /ETXTBSY/ });
  closeSync(busy);
  t.equal(undone(), 1);
  t.same(waiting(), []);
});

t.test('a folder of markers that cannot be read is no machine without any', async (t) => {
  const { markers, open } = await machine(t);
  rmSync(markers, { recursive: true });
  writeFileSync(markers, '');
  await t.rejects((await open()).clear(), { code: 'ENOTDIR' });
});
