import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { pack } from 'tar-stream';
import { systemClock } from '../../../services/composition/clock.ts';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import type { WorkerSettings } from '../../../services/core/model/worker.ts';
import { startWorker } from '../../../workers/main.ts';
import { FakeDoor } from '../../support/door.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyImage } from '../../support/image.ts';
import { until } from '../../support/loopback.ts';
import { makeOrder, pinFiles } from '../../support/order.ts';
import { startRegistry } from '../../support/registry-server.ts';
import { type StallingProxy, stallingProxy } from '../../support/stalling-proxy.ts';
import { testIds, testLog, uniqueId } from '../../support/worker.ts';
import { forkWorker, killWorker } from '../../support/worker-process.ts';

// A worker process is killed with SIGKILL before its run trains: while image or data are fetched, so that there is no
// container yet, and while the operator's program sets the machine up for one that was not started. The next process on the
// host ends the run, with all that the host has.

t.setTimeout(180_000);
const docker = new Docker({ socketPath: '/var/run/docker.sock' });

function setUp(t: Test, settings: Partial<WorkerSettings> = {}) {
  const folder = testFolder(t, { data: {} });
  const [door, host, state] = [new FakeDoor(), uniqueId('host'), join(folder, 'state')];
  const dataset = pinFiles(`${folder}/data`, { 'a.txt': 'a' });
  const left = async () => ({
    containers: (await docker.listContainers({ all: true, filters: { label: [`dev.plumbline.host=${host}`] } })).length,
    markers: existsSync(`${state}/noise`) ? readdirSync(`${state}/noise`) : [],
    spool: readdirSync(`${state}/spool`),
  });
  /** The second life: it has the run again, as attempt 2, which needs every processor of the host. */
  const ends = async (order: ReturnType<typeof makeOrder>) => {
    door.lost.add(`fence-${order.runId}-1`);
    door.giveRun({ ...order, attempt: 2, limits: { ...order.limits, cpus: availableParallelism() } });
    const worker = await startWorker({
      ...{ door, platform: 'test', host, stateFolder: state, settings },
      ...{ clock: systemClock, ids: testIds, log: testLog(t) },
    });
    t.teardown(() => worker.stop(0));
    const report = await door.reported(order.runId, 120_000);
    t.match(report, { attempt: 2, outcome: 'measured', measurements: [{ value: 0.5 }] }, report.detail);
    t.equal(door.reports.length, 1, 'one attempt has a result');
    await until('everything is gone', 30_000, async () => (await left()).containers === 0);
    await worker.stop(10_000);
    t.same(await left(), { containers: 0, markers: [], spool: [] }, 'and nothing is left behind');
  };
  return { folder, door, host, state, dataset, settings, ends };
}

/** An image that only a registry has, with a layer of its own. */
async function pushedImage(t: Test): Promise<{ readonly reference: string; readonly registry: StallingProxy }> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-registry-'));
  const server = await startRegistry(folder);
  t.teardown(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const registry = await stallingProxy(t, server.address);
  const repo = `${registry.address}/stalls`;
  const container = await docker.createContainer({ Image: (await tinyImage()).id, Entrypoint: ['true'] });
  const layer = pack();
  layer.entry({ name: 'unique' }, uniqueId('layer'));
  layer.finalize();
  await container.putArchive(await buffer(layer), { path: '/work' });
  await container.commit({ repo, tag: 'pushed' });
  await container.remove();
  const image = docker.getImage(`${repo}:pushed`);
  const pushing = await image.push({ authconfig: { username: '', password: '' } });
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(pushing, (error, output) => (error ? reject(error) : resolve(output))),
  );
  const reference = (await image.inspect()).RepoDigests.find((found) => found.startsWith(`${repo}@`)) ?? '';
  await image.remove();
  await docker
    .getImage(reference)
    .remove()
    .catch(() => undefined);
  t.teardown(() =>
    docker
      .getImage(reference)
      .remove({ force: true })
      .catch(() => undefined),
  );
  return { reference, registry };
}

t.test('killed while it pulls: the next start pulls, trains, and leaves nothing', async (t) => {
  const { door, host, state, dataset, ends } = setUp(t);
  const { reference, registry } = await pushedImage(t);
  const order = makeOrder({ runId: uniqueId('run'), imageId: reference, dataset });
  order.pins.image.kind = 'registry-digest';
  await t.rejects(docker.getImage(reference).inspect(), /no such image/i, 'this host does not have it');
  registry.stall();
  door.giveRun(order);
  const child = forkWorker(t, door, host, state);
  await until('the pull', 60_000, async () => registry.stalled() > 0);
  await killWorker(child);
  t.same(door.reports, []);
  registry.flow();
  await ends(order);
});

t.test('killed while it fetches a data set: the next start fetches the rest alone', async (t) => {
  const { door, host, state, settings, ends } = setUp(t, { dataPrivate: ['127.0.0.1'] });
  const content = randomBytes(3_000_000);
  const server = await fileServer(t, ({ headers: { range } }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (from > 0) {
      const headers = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}`, etag: '"v1"' };
      response.writeHead(206, headers).end(content.subarray(from));
      return;
    }
    response.writeHead(200, { 'content-length': String(content.length), etag: '"v1"' });
    response.write(content.subarray(0, 2_000_000));
  });
  const dataset = pinFrom({ kind: 'https', url: `${server.base}/big.bin` }, { 'big.bin': content });
  const order = makeOrder({ runId: uniqueId('run'), imageId: (await tinyImage()).id, dataset });
  door.giveRun(order);
  const child = forkWorker(t, door, host, state, settings);
  const piece = join(state, 'datasets/partial', sha256Hex(content));
  await until('a piece', 60_000, async () => existsSync(piece) && statSync(piece).size >= 1_000_000);
  await killWorker(child);
  await ends(order);
  t.match(server.asked.at(-1), { range: /^bytes=[12]\d{6}-$/, ifRange: '"v1"' });
});

t.test('killed before its container is started: it is removed, and the machine is undone', async (t) => {
  const programs = mkdtempSync(join(tmpdir(), 'plumbline-programs-'));
  t.teardown(() => rmSync(programs, { recursive: true, force: true }));
  const script = (name: string, text: string): string => {
    const path = join(programs, name);
    writeFileSync(path, `#!/bin/sh\ncd '${programs}'\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const locked = () => existsSync(join(programs, 'locked'));
  const settings = { before: script('before', 'touch locked; sleep 1'), after: script('after', 'rm -f locked') };
  const { door, host, state, dataset, ends } = setUp(t, settings);
  const order = makeOrder({ runId: uniqueId('run'), imageId: (await tinyImage()).id, dataset });
  door.giveRun(order);
  const child = forkWorker(t, door, host, state, settings);
  await until('the program', 60_000, async () => locked());
  await killWorker(child);
  const label = [`dev.plumbline.run=${order.runId}`];
  const [container] = await docker.listContainers({ all: true, filters: { label } });
  t.equal(container?.State, 'created', 'there is one that never ran');
  t.equal(readdirSync(`${state}/noise`).length, 1, 'and a machine that is set up for it');
  await ends(order);
  t.notOk(locked(), 'it was undone');
});
