import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import Docker from 'dockerode';
import t from 'tap';
import { filesDigest, sha256Hex } from '../../../services/core/model/identity.ts';
import { isInfrastructure } from '../../../services/core/model/run.ts';
import { freePort } from '../../support/loopback.ts';
import { startTestWorker } from '../../support/worker.ts';

// What an operator did not allow is not fetched: looked for on the wire, in the engine and in the cache, not asked from
// the worker.

const docker = new Docker({ socketPath: '/var/run/docker.sock' });

t.test('an image and a data set of other origins are refused before anything is fetched', async (t) => {
  const asked: string[] = [];
  const foreign = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => foreign.listen(port, '127.0.0.1', resolve));
  t.teardown(() => foreign.close());
  const settings = {
    imageOrigins: ['registry.example.org/ours'],
    dataOrigins: ['https://data.example.org'],
    dataPrivate: [],
  };
  const { door, order, state, log } = await startTestWorker(t, { settings });

  const cached = (): string[] =>
    existsSync(`${state}/datasets`)
      ? readdirSync(`${state}/datasets`).filter((name) => /^[0-9a-f]{64}$/.test(name))
      : [];

  const image = order();
  const reference = `127.0.0.1:${port}/theirs@sha256:${'d'.repeat(64)}`;
  image.pins.image = { reference, kind: 'registry-digest' };
  door.giveRun(image);
  const refusedImage = await door.reported(image.runId);
  t.match(refusedImage, { outcome: 'origin-refused', exitCode: null, measurements: [], logBytes: 0 });
  t.match(refusedImage.detail, `127.0.0.1:${port}/theirs`, 'it names what was refused');
  t.match(refusedImage.detail, 'registry.example.org/ours', 'and what is allowed');

  const data = order();
  const files = [{ path: 'a.txt', sha256: sha256Hex('a'), bytes: 1 }];
  const url = `http://127.0.0.1:${port}/set`;
  data.pins.dataset = {
    name: 'foreign',
    version: '1',
    digest: filesDigest(files),
    source: { kind: 'https', url },
    files,
  };
  door.giveRun(data);
  const refusedData = await door.reported(data.runId);
  t.match(refusedData, { outcome: 'origin-refused', exitCode: null, measurements: [], logBytes: 0 });
  t.match(refusedData.detail, `127.0.0.1`, 'it names what was refused');
  t.match(refusedData.detail, 'data.origins');

  for (const { outcome } of [refusedImage, refusedData]) t.ok(isInfrastructure(outcome), 'never a finding');
  t.same(asked, [], 'nobody was asked for anything');
  for (const { runId } of [image, data]) {
    const filters = { label: [`dev.plumbline.run=${runId}`] };
    t.same(await docker.listContainers({ all: true, filters }), [], 'and no container was made');
  }
  t.same(cached(), []);
  t.match(log.lines.join('\n'), 'origin-refused', 'an operator reads it in the log');

  // What may be fetched is not fetched for nothing: the other half of such a run was refused.
  const both = order();
  both.pins.image = image.pins.image;
  door.giveRun(both);
  t.match(await door.reported(both.runId), { outcome: 'origin-refused' });
  t.same(cached(), [], 'nor is the data set fetched when the image may not be');
  const good = order();
  door.giveRun(good);
  const measured = await door.reported(good.runId);
  t.match(measured, { outcome: 'measured' }, measured.detail);
  t.equal(cached().length, 1);
});
