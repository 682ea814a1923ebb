import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createApiClient } from '../../services/client/client.ts';
import { readAdminToken } from '../../services/composition/discovery.ts';
import type { PushedResult } from '../../services/core/model/pushed.ts';
import { eventually } from '../support/e2e.ts';
import { testFolder } from '../support/folder.ts';
import { normalNoise } from '../support/judging.ts';
import { plumbline } from '../support/plumbline-process.ts';
import { freshDatabase } from '../support/postgres.ts';
import { aResult } from '../support/pushes.ts';
import { writeSmallCatalog } from '../support/small-catalog.ts';

// Another system hands in a month of nights over HTTP, to a service in a process of its own, with both stores.
t.setTimeout(600_000);

const DAY_MS = 86_400_000;
const SEEDS = 5;
const NIGHTS = 22;
const START_MS_MAX = 60_000;
const END_MS_MAX = 60_000;
const LAPTOP = 'laptop';

async function started(t: Test, environment: Record<string, string>) {
  const folder = testFolder(t);
  const state = join(folder, 'state');
  const file = join(folder, 'plumbline.yaml');
  const catalog = writeSmallCatalog(join(folder, 'catalog'));
  writeFileSync(file, JSON.stringify({ schemaVersion: 1, catalog, state, schedules: [] }));
  const up = plumbline(t, ['up', '--config', file, '--port', '0', '--no-worker'], environment);
  const url = await eventually(
    'start of the service',
    async () => {
      if (up.child.exitCode !== null) throw new Error(`the service ended: ${up.text()}`);
      return /Plumbline runs at (\S+) /.exec(up.text())?.[1] ?? null;
    },
    START_MS_MAX,
  );
  const admin = createApiClient({ baseUrl: url, token: readAdminToken(state) });
  const { secret } = await admin.createToken({ name: 'slurm', role: 'worker', platform: LAPTOP });
  return { folder, url, secret, admin, client: createApiClient({ baseUrl: url, token: secret }) };
}

async function story(t: Test, environment: Record<string, string>) {
  const { folder, url, secret, admin, client } = await started(t, environment);
  const noise = normalNoise(7);
  const first = Date.now() - 60 * DAY_MS;
  let [day, count] = [0, 0];
  const result = (value: number, last: boolean): PushedResult => {
    count += 1;
    const at = new Date(first + day * DAY_MS).toISOString();
    return aResult({
      ...{ seed: count, startedAt: at, endedAt: at, last, source: { name: 'slurm', id: `job-${count}` } },
      measurements: [{ metric: 'accuracy', value }],
    });
  };
  const night = async (level: number) => {
    day += 1;
    let nightId = '';
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const document = result(level + 0.004 * noise(), seed === SEEDS - 1);
      nightId = (await client.pushResult(document)).nightId ?? '';
    }
    await eventually(`judgement of day ${day}`, async () =>
      (await admin.night(nightId)).night.state === 'judged' ? true : null,
    );
  };
  for (let at = 0; at < NIGHTS; at += 1) await night(0.9);
  t.same((await admin.incidents({ open: true })).items, []);
  const [series] = await admin.series({ benchmark: 'lab-digits' });
  t.match((await admin.seriesDetail(series?.id ?? '')).band, { kind: 'learned' });

  await night(0.85);
  t.match((await admin.incidents({ open: true })).items, [
    { state: 'suspected', platform: LAPTOP, experimentId: null, reason: /Plumbline cannot run it again/ },
  ]);
  for (let at = 0; at < 3; at += 1) await night(0.85);
  t.match((await admin.incidents({ open: true })).items, [{ state: 'confirmed', side: 'unknown' }]);
  await eventually('the word that no search begins', async () => {
    const [incident] = (await admin.incidents({ open: true })).items;
    return incident?.cause?.reason.includes('another system ran it') ? true : null;
  });
  t.equal((await admin.runs({ purpose: 'experiment' })).items.length, 0, 'nothing was queued that nobody could run');

  const again = await client.pushResult(aResult({ ...result(0.85, false), source: { name: 'slurm', id: 'twice' } }));
  const document = { ...result(0.85, false), source: { name: 'slurm', id: 'job-1' } };
  await t.rejects(client.pushResult(document), { code: 'IDEMPOTENCY_MISMATCH' });
  t.equal(again.repeated, false);
  await t.rejects(client.pushResult({ ...document, platform: 'other' }), { code: 'TOKEN_ROLE' });

  // The command line on a machine that has an address and a token.
  const file = join(folder, 'result.json');
  writeFileSync(file, JSON.stringify({ ...result(0.85, false), source: { name: 'laptop' } }));
  const machine = { PLUMBLINE_API_URL: url, PLUMBLINE_TOKEN: secret, PLUMBLINE_STATE: join(folder, 'elsewhere') };
  const push = async (...args: string[]) => {
    const process = plumbline(t, ['push', ...args, '--json'], machine);
    const code = await process.ended(END_MS_MAX);
    return { code, text: process.text() };
  };
  t.match(await push(file, '--dry-run'), { text: /"run": null/ });
  const stored = await push(file);
  t.equal(stored.code, 1, 'outside its band is a finding');
  t.match(stored.text, /"repeated": false/);
  t.match((await push(file)).text, /"runId"|"run": \{/);
  const log = join(folder, 'train.log');
  const line = {
    namespace: '',
    time_ms: 1,
    event_type: 'POINT_IN_TIME',
    key: 'eval_accuracy',
    value: 0.9,
    metadata: {},
  };
  writeFileSync(log, `:::MLLOG ${JSON.stringify(line)}\n`);
  const metrics = join(folder, 'metrics.json');
  writeFileSync(metrics, JSON.stringify(aResult().metrics));
  const options = ['--benchmark', 'lab-digits', '--platform', LAPTOP, '--seed', '4711', '--metrics', metrics];
  const read = await push(log, ...options, '--metric', 'accuracy=eval_accuracy', '--host', 'laptop-a');
  t.equal(read.code, 0, read.text);
  t.match(read.text, /"value": 0.9/);
  t.equal((await push(log, ...options, '--metric', 'speed=x')).code, 2);
  t.equal((await push(join(folder, 'nowhere'))).code, 2);
}

t.test('with the embedded store', async (t) => story(t, {}));
t.test('with PostgreSQL', async (t) => story(t, { DATABASE_URL: await freshDatabase() }));
