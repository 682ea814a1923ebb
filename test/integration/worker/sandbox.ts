import Docker from 'dockerode';
import t from 'tap';
import { PRINT_ACCURACY } from '../../support/order.ts';
import { startTestWorker } from '../../support/worker.ts';

// What a training process can and cannot do, asked from inside the container.

const ASK = `
echo "id $(id -u):$(id -g)"
while read name value rest; do case $name in CapEff:|CapBnd:|NoNewPrivs:|Seccomp:) echo "$name $value";; esac; done < /proc/self/status
(echo x > /made-at-root) 2>/dev/null && echo 'root writable' || echo 'root read-only'
(echo x > /data/made) 2>/dev/null && echo 'data writable' || echo 'data read-only'
(echo x > /tmp/made) && echo 'tmp writable'
printf '#!/bin/sh\\necho tmp executable\\n' > /tmp/run; perl -e 'chmod 0755, "/tmp/run"'; /tmp/run
echo "interfaces $(ls /sys/class/net | head -5 | perl -pe 's/\\n/ /')"
perl -e 'socket(S, 2, 1, 6); connect(S, pack("Sna4x8", 2, 53, pack("C4", 192, 0, 2, 1))); print "connect fails with ", $! + 0, "\\n"'
perl -e 'my $n = 0; while ($n < 200) { my $p = fork; last unless defined $p; if (!$p) { sleep 5; exit } $n++ } print "children $n\\n"'
while read one two three four five six rest; do [ "$five" = /tmp ] && echo "tmp $six"; [ "$five" = /data ] && echo "data $six"; done < /proc/self/mountinfo
perl -e 'open F, "/proc/self/limits"; while (<F>) { print if /open files|core file/ }'
perl -e 'open F, "/proc/1/comm"; print "first process ", <F>'
perl -e 'open F, ">", "/tmp/big"; my $n = 0; while ($n < 64) { last unless syswrite F, "x" x 1048576; $n++ } print "tmp holds $n\\n"'
env
`;

t.test('the sandbox is closed', async (t) => {
  const { door, order } = await startTestWorker(t);
  const run = order({ script: `${ASK}${PRINT_ACCURACY}`, env: { DECLARED: 'by the manifest' } });
  door.giveRun(run);
  t.match(await door.reported(run.runId), { outcome: 'measured' });
  const log = door.logOf(run.runId);
  const lines = log.split('\n');
  const has = (line: string): void => void t.ok(lines.includes(line), line);
  has('id 65534:65534');
  has('CapEff: 0000000000000000');
  has('CapBnd: 0000000000000000');
  has('NoNewPrivs: 1');
  has('Seccomp: 2');
  has('root read-only');
  has('data read-only');
  has('tmp writable');
  has('tmp executable');
  has('interfaces lo ');
  // ENETUNREACH, for an address that is reserved for documentation.
  has('connect fails with 101');
  has('first process docker-init');
  t.match(log, /^tmp rw,nosuid,nodev/m);
  t.notMatch(log, /^tmp .*noexec/m);
  t.match(log, /^data ro/m);
  t.match(log, /^Max core file size +0 +0/m);
  t.match(log, /^Max open files +16384 +16384/m);
  const children = Number(/^children (\d+)$/m.exec(log)?.[1]);
  t.ok(children > 0 && children < run.limits.pids, `${children} processes under a limit of ${run.limits.pids}`);
  const held = Number(/^tmp holds (\d+)$/m.exec(log)?.[1]);
  t.ok(held > 0 && held <= run.limits.tmpMiB, `${held} MiB in a /tmp of ${run.limits.tmpMiB}`);
  const variables = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []).sort();
  const ours = ['DECLARED', 'PLUMBLINE_CONFIG', 'PLUMBLINE_DATA', 'PLUMBLINE_SEED', 'TINY_VARIABLE'];
  // HOSTNAME and HOME come from the runtime, PWD from the shell; all are the same on every host.
  t.same(variables, [...ours, 'HOME', 'HOSTNAME', 'PATH', 'PWD'].sort());
  has('PLUMBLINE_CONFIG={"a":"one","b":2}');
  has('PLUMBLINE_SEED=7');
  has('PLUMBLINE_DATA=/data');
  has('HOSTNAME=plumbline');
});

t.test('an image’s own user trains, but never root', async (t) => {
  for (const [user, expected] of [
    ['1000:1000', '1000'],
    ['trainer', '1000'],
    ['root', '65534'],
    ['0:0', '65534'],
  ] as const) {
    const { door, order, worker } = await startTestWorker(t, { user });
    const run = order({ script: `id -u; ${PRINT_ACCURACY}` });
    door.giveRun(run);
    await door.reported(run.runId);
    t.equal(door.logOf(run.runId).split('\n')[0], expected, `user ${user}`);
    await worker.stop(0);
  }
});

t.test('the engine enforces the limits and keeps no log', async (t) => {
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  const { door, order, host } = await startTestWorker(t);
  const run = order({ script: `${PRINT_ACCURACY}; sleep 60`, limits: { cpus: 0.5 } });
  door.giveRun(run);
  await door.until(() => door.pieces.length > 0, 'the first line of the log');
  const [found] = await docker.listContainers({ filters: { label: [`dev.plumbline.run=${run.runId}`] } });
  const facts = await docker.getContainer(found?.Id ?? '').inspect();
  t.match(facts.Config.Labels, { 'dev.plumbline.attempt': '1', 'dev.plumbline.host': host });
  t.match(facts.HostConfig, {
    NetworkMode: 'none',
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Privileged: false,
    PidsLimit: 32,
    Memory: 64 * 1_048_576,
    MemorySwap: 64 * 1_048_576,
    NanoCpus: 500_000_000,
    CpusetCpus: /^\d+$/,
    ShmSize: 8 * 1_048_576,
    IpcMode: 'private',
    Init: true,
    LogConfig: { Type: 'none' },
  });
});
