import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import t from 'tap';
import { testFolder } from '../../support/folder.ts';
import { tinyImage } from '../../support/image.ts';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { privateEngine } from '../../support/private-engine.ts';
import { asks, inSandbox, perl } from '../../support/sandboxed.ts';
import { startTestWorker } from '../../support/worker.ts';

// What an operator may add: a narrower filter of system calls, and user namespaces.

const EPERM = 1;
const TRY = perl('print "mkdir ", (mkdir("/tmp/made") ? "done" : $! + 0), "\\n"');

t.test('a seccomp profile of the operator’s own bites; without one the engine’s is at work', async (t) => {
  // Not a test folder: a worker's own would take its place.
  const folder = mkdtempSync(join(tmpdir(), 'plb-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'profile.json');
  const forbids = { names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO', errnoRet: EPERM };
  writeFileSync(file, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [forbids] }));
  const usual = await asks(t, await startTestWorker(t), `${TRY}; cat /proc/self/status`);
  t.ok(usual.lines.includes('mkdir done'));
  t.match(usual.log, /^Seccomp:\t2$/m);
  const strict = await startTestWorker(t, { settings: { seccompProfile: file } });
  const { lines, log } = await asks(t, strict, `${TRY}; cat /proc/self/status`);
  t.ok(lines.includes(`mkdir ${EPERM}`), 'the call is refused');
  t.match(log, /^NoNewPrivs:\t1$/m, 'beside what the sandbox has, not in its place');
});

t.test('a profile that is none stops the worker before it takes work', async (t) => {
  const file = `${testFolder(t, { 'profile.json': '{}' })}/profile.json`;
  await t.rejects(startTestWorker(t, { settings: { seccompProfile: file } }), {
    code: 'CONFIG_INVALID',
    place: { file },
  });
});

t.test('an engine without user namespaces gets no work where they are required', async (t) => {
  const bench = await startTestWorker(t, { settings: { requireUserNamespace: true } });
  bench.door.giveRun(bench.order());
  const refused = () => bench.log.lines.some((line) => /cannot take work.*no user namespaces/.test(line));
  for (let looks = 0; looks < 100 && !refused(); looks += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  t.ok(refused(), 'it says why');
  t.same(bench.door.claims, []);
});

t.test('with user namespaces root inside is nobody outside, and data sets are read all the same', async (t) => {
  const engine = privateEngine(t, { remapTo: 231_072 });
  await engine.start();
  const docker = new Docker({ socketPath: engine.socketPath });
  t.ok((await docker.info()).SecurityOptions.includes('name=userns'));

  const { id } = await tinyImage(engine.socketPath);
  const root = await docker.createContainer({
    Image: id,
    User: '0',
    Entrypoint: ['sh', '-c', 'id -u; cat /proc/self/uid_map; sleep 30'],
    HostConfig: { NetworkMode: 'none' },
  });
  const output = await root.attach({ stream: true, stdout: true });
  await root.start();
  const said = new Promise<string>((resolve) => output.on('data', (chunk: Buffer) => resolve(chunk.toString())));
  const { State } = await root.inspect();
  const outside = execFileSync('stat', ['-c', '%u', `/proc/${State.Pid}`], { encoding: 'utf8' }).trim();
  t.match(await said, /0/, 'root inside');
  t.equal(outside, '231072', 'nobody of this machine outside');
  await root.remove({ force: true });

  const bench = await startTestWorker(t, { socketPath: engine.socketPath, settings: { requireUserNamespace: true } });
  const { lines, report } = await inSandbox(
    bench,
    `id -u; cat /data/digits.txt; cat /proc/self/uid_map; ${PRINT_ACCURACY}`,
  );
  t.match(report, { outcome: 'measured' }, report.detail);
  t.same(lines.slice(0, 2), ['65534', '1 2 3'], 'it trains, and reads its data');
  t.match(lines[2], /^\s*0\s+231072\s+65536$/);
});
