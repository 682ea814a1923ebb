import { chmodSync, writeFileSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import { PlumblineError } from '../../../services/core/errors.ts';
import { isInfrastructure } from '../../../services/core/model/run.ts';
import { testFolder } from '../../support/folder.ts';
import { PRINT_ACCURACY, pinFiles } from '../../support/order.ts';
import { startTestWorker } from '../../support/worker.ts';

// What the machine does to a run is never the benchmark's fault: each of these has an outcome of the infrastructure.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

t.test('what is not wholly pinned is refused before the engine is asked', async (t) => {
  const { door, order } = await startTestWorker(t);
  const good = order();
  const tag = order();
  tag.pins.image.reference = 'python:3.11';
  const unhashed = order();
  unhashed.pins.dataset = { ...good.pins.dataset, digest: `sha256:${'1'.repeat(64)}` };
  for (const run of [tag, unhashed]) {
    door.giveRun(run);
    const report = await door.reported(run.runId);
    t.match(report, { outcome: 'not-pinned', exitCode: null, measurements: [], logBytes: 0 });
    t.ok(isInfrastructure(report.outcome));
    t.notOk('stack' in report, 'it never reached a container');
  }
  t.match((await door.reported(tag.runId)).detail, /python:3\.11 is not a digest/);
});

t.test('an image that is not here, and one that no registry delivers', async (t) => {
  const { door, order } = await startTestWorker(t);
  const missing = order({ imageId: `sha256:${'a'.repeat(64)}` });
  const unreachable = order();
  // Port 1 of the loopback: nobody answers.
  unreachable.pins.image = { reference: `127.0.0.1:1/nobody@sha256:${'b'.repeat(64)}`, kind: 'registry-digest' };
  door.giveRun(missing);
  t.match(await door.reported(missing.runId), { outcome: 'image-missing', detail: /aaaa/ });
  door.giveRun(unreachable);
  t.match(await door.reported(unreachable.runId), { outcome: 'pull-failed', detail: /127\.0\.0\.1:1/ });
});

t.test('one altered byte of the data stops the run, and the next attempt fetches again', async (t) => {
  const { door, order, state } = await startTestWorker(t);
  const first = order();
  door.giveRun(first);
  t.match(await door.reported(first.runId), { outcome: 'measured' });
  const pin = first.pins.dataset;
  const cached = `${state}/datasets/${pin.digest.replace('sha256:', '')}/digits.txt`;
  chmodSync(cached, 0o644);
  writeFileSync(cached, '1 2 4\n');
  const second = order();
  door.giveRun(second);
  const report = await door.reported(second.runId);
  t.match(report, { outcome: 'dataset-corrupt', exitCode: null });
  t.match(report.detail, new RegExp(`digits\\.txt.*pinned is ${pin.files[0]?.sha256}`));
  t.match(report.detail, /SHA-256 is [0-9a-f]{64}/);
  const third = order();
  door.giveRun(third);
  t.match(await door.reported(third.runId), { outcome: 'measured' });
});

t.test('a source that is altered or gone', async (t) => {
  const { door, order } = await startTestWorker(t);
  const folder = testFolder(t);
  const altered = pinFiles(folder, { 'altered.txt': 'as it was pinned' });
  writeFileSync(`${folder}/altered.txt`, 'as it was pinneD');
  const run = order({ dataset: altered });
  door.giveRun(run);
  t.match(await door.reported(run.runId), { outcome: 'dataset-corrupt', detail: /altered\.txt/ });
  const gone = order({ dataset: { ...pinFiles(folder, { 'gone.txt': 'x' }), folder: `${folder}/elsewhere` } });
  door.giveRun(gone);
  t.match(await door.reported(gone.runId), { outcome: 'dataset-missing', detail: /gone\.txt/ });
});

t.test('a container that is killed from outside', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order({ script: `${PRINT_ACCURACY}; sleep 60` });
  door.giveRun(run);
  await door.until(() => door.pieces.some((piece) => piece.runId === run.runId), 'the first line of the log');
  const [container] = await docker.listContainers({ filters: { label: [`dev.plumbline.run=${run.runId}`] } });
  await docker.getContainer(container?.Id ?? '').kill();
  t.match(await door.reported(run.runId), { outcome: 'container-killed', exitCode: 137, measurements: [] });
});

t.test('more processors than the host has', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order({ limits: { cpus: 1024 } });
  door.giveRun(run);
  t.match(await door.reported(run.runId), { outcome: 'device-missing', detail: /1024 processors/ });
});

t.test('an API that is away does not stop the training, and nothing is lost or sent twice', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order({ script: `echo one; ${PRINT_ACCURACY}; sleep 1; echo two` });
  const away = new PlumblineError('API_UNAVAILABLE', 'away');
  let refused = 0;
  door.failing = (method) => (method === 'claim' || refused++ > 4 ? null : away);
  door.giveRun(run);
  t.match(await door.reported(run.runId), { outcome: 'measured' });
  t.match(door.logOf(run.runId), /^one\n.*\ntwo\n$/s);
  const offsets = door.pieces.map((piece) => piece.offset);
  t.equal(new Set(offsets).size, offsets.length, 'each piece once');
  t.equal(door.reports.length, 1);
  t.ok(refused > 4, 'the API was away for a while');
});
