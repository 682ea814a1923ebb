import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { makeCertificates } from '../../support/certificates.ts';
import { endedRuns, eventually } from '../../support/e2e.ts';
import { testFolder } from '../../support/folder.ts';
import { freePort } from '../../support/loopback.ts';
import { writePacer } from '../../support/pacer.ts';
import { plumbline, serviceProcess } from '../../support/plumbline-process.ts';
import { forwardProxy, reverseProxy } from '../../support/proxies.ts';

// `plumbline worker` as an operator runs it: a process of its own with an address and a token, and nothing else.
t.setTimeout(300_000);

const PLATFORM = 'cpu-x86_64';
/** Name that no resolver knows: whoever reaches it went through the proxy. */
const NAME = 'plumbline.test';
const END_MS_MAX = 60_000;

const folder = testFolder(t);
const docker = new Docker();
const pacer = await writePacer(t, folder);
pacer.set({ speed: 1000, seconds: 0.2 });
const config = pacer.config(join(folder, 'service'));
await pacer.pin(config);
const service = await serviceProcess(t, config);
const { client } = service;
let workers = 0;

async function token(platform = PLATFORM): Promise<string> {
  workers += 1;
  return (await client.createToken({ name: `worker ${workers}`, role: 'worker', platform })).secret;
}

/** A file as `--token-file` wants it. */
function tokenFile(secret: string, mode = 0o600): string {
  const file = join(folder, `token-${workers}`);
  writeFileSync(file, `${secret}\n`, { mode });
  return file;
}

function worker(t: Test, args: readonly string[], environment: Record<string, string> = {}) {
  workers += 1;
  return plumbline(t, ['worker', '--platform', PLATFORM, '--name', `box-${workers}`, ...args], {
    PLUMBLINE_STATE: join(folder, `worker-${workers}`),
    ...environment,
  });
}

async function triggered(seed: number): Promise<string> {
  const [run] = (await client.trigger({ benchmark: pacer.name, seed })).runs;
  return run?.id ?? '';
}

t.test('through a proxy with a password, TLS of an own authority and time-outs of three seconds', async (t) => {
  const certificates = makeCertificates(testFolder(t), NAME);
  const reverse = await reverseProxy(t, certificates, 3000, service.url);
  const forward = await forwardProxy(t, reverse.port, 'ada:0pen-sesame');
  const secret = await token();
  const started = worker(t, ['--api', `https://${NAME}`, '--token-file', tokenFile(secret)], {
    HTTPS_PROXY: `http://ada:0pen-sesame@127.0.0.1:${forward.port}`,
    NODE_EXTRA_CA_CERTS: certificates.authority,
  });
  await eventually('a claim that was cut', async () => (reverse.cuts > 0 ? true : null));
  const ids = [await triggered(1)];
  t.match(await endedRuns(client, ids), [{ outcome: 'measured', attempt: 1 }]);
  reverse.mode = 'hangs up';
  const cuts = reverse.cuts;
  await eventually('a claim at rest', async () => (reverse.asked.at(-1)?.endsWith('/claim') ? true : null));
  ids.push(await triggered(2));
  t.match(await endedRuns(client, ids), [{ attempt: 1 }, { outcome: 'measured', attempt: 1 }]);
  const before = reverse.asked.length;
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const claims = reverse.asked.length - before;
  t.ok(claims >= 1 && claims <= 8, `${claims} requests in six idle seconds: no busy loop`);
  t.ok(reverse.cuts <= cuts + 2, 'the worker asks for less time than the proxy gives');
  t.ok(
    forward.asked.every((name) => name === `${NAME}:443`),
    'the proxy is asked for the API alone',
  );
  started.signal('SIGTERM');
  t.equal(await started.ended(END_MS_MAX), 0);
  t.notMatch(started.text(), new RegExp(`0pen|${secret}`), 'no secret is in what it wrote');
});

t.test('a token that is unknown, of another platform, or open to all ends the worker with its reason', async (t) => {
  const refused = async (file: string) => {
    const process = worker(t, ['--api', service.url, '--token-file', file]);
    t.equal(await process.ended(END_MS_MAX), 2);
    return process.text();
  };
  await token();
  t.match(await refused(tokenFile('plb_nobody-made-this')), /TOKEN_INVALID: the token is unknown or revoked/);
  const other = tokenFile(await token('nvidia-h100'));
  t.match(await refused(other), /TOKEN_ROLE: this worker token is bound to nvidia-h100, not cpu-x86_64/);
  t.match(await refused(other), /plumbline token create NAME --role worker --platform cpu-x86_64/);
  t.match(
    await refused(tokenFile(await token(), 0o644)),
    /CONFIG_INVALID: .*token-\d+: the token file has the mode 644/,
  );
  const none = worker(t, ['--api', service.url]);
  t.equal(await none.ended(END_MS_MAX), 2);
  t.match(none.text(), /TOKEN_MISSING/);
});

t.test('an API that is away is waited for; what the health endpoint says meanwhile', async (t) => {
  const certificates = makeCertificates(testFolder(t), 'localhost');
  const reverse = await reverseProxy(t, certificates, 30_000, null);
  const port = await freePort();
  const started = worker(t, ['--api', `https://localhost:${reverse.port}`, '--token-file', tokenFile(await token())], {
    NODE_EXTRA_CA_CERTS: certificates.authority,
    PLUMBLINE_WORKER_HEALTH: `127.0.0.1:${port}`,
    PLUMBLINE_WORKER_DRAIN_SECONDS: '60',
  });
  const ready = async (): Promise<Record<string, unknown> | null> => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer === null) return null;
    const body = (await answer.json()) as Record<string, unknown>;
    return { ...body, status: answer.status };
  };
  const away = await eventually('refusals', async () => (reverse.asked.length > 2 ? ready() : null));
  t.match(away, {
    status: 503,
    state: 'idle',
    lastContactAt: null,
    reasons: ['the API has not answered yet', /API_UNAVAILABLE/],
  });
  reverse.target = service.url;
  await eventually('readiness', async () => ((await ready())?.status === 200 ? true : null));
  pacer.set({ speed: 1000, seconds: 8 });
  await pacer.pin(config);
  const runId = await triggered(3);
  const working = await eventually('work', async () => {
    const found = await ready();
    return found?.state === 'working' ? found : null;
  });
  t.match(working, { status: 200, jobs: [{ job: runId, kind: 'run' }], platform: PLATFORM, version: /^\d/ });
  started.signal('SIGTERM');
  const draining = await eventually('drain', async () => {
    const found = await ready();
    return found?.state === 'draining' ? found : null;
  });
  t.match(draining, { status: 503, reasons: ['the worker is stopping'] });
  t.equal(await started.ended(END_MS_MAX), 0, 'it stops when what it ran has ended');
  t.match(await endedRuns(client, [runId]), [{ outcome: 'measured', attempt: 1 }]);
});

t.test('a run longer than the drain is handed back; a second signal ends at once', async (t) => {
  pacer.set({ speed: 1000, seconds: 40 });
  await pacer.pin(config);
  const runId = await triggered(4);
  const training = async (attempt: number) =>
    eventually('training', async () => {
      const run = await client.run(runId);
      return run.attempt === attempt && (await client.log(runId)).text.includes('training on') ? true : null;
    });
  const secret = await token();
  const environment = { PLUMBLINE_TOKEN: secret, PLUMBLINE_WORKER_DRAIN_SECONDS: '1' };
  const first = worker(t, ['--api', service.url], environment);
  await training(1);
  first.signal('SIGTERM');
  t.equal(await first.ended(END_MS_MAX), 0);
  t.match(await client.run(runId), { state: 'queued', attempts: [{ detail: 'handed back by its worker' }] });
  t.same(await containers(runId), [], 'no container is left');

  const second = worker(t, ['--api', service.url], { ...environment, PLUMBLINE_WORKER_DRAIN_SECONDS: '600' });
  await training(2);
  second.signal('SIGTERM');
  await eventually('drain', async () => (second.text().includes('what runs may finish') ? true : null));
  second.signal('SIGINT');
  t.equal(await second.ended(END_MS_MAX), 130);
  await client.cancel(runId);
  for (const { Id } of await containers(runId)) await docker.getContainer(Id).remove({ force: true });
});

function containers(runId: string) {
  return docker.listContainers({ all: true, filters: JSON.stringify({ label: [`dev.plumbline.run=${runId}`] }) });
}
