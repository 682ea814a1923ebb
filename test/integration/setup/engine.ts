import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { testFolder } from '../../support/folder.ts';
import { pretendMachine } from '../../support/setup-machine.ts';

const DEAD_PID = 4_194_303;
const STARTS = 2;
const STOP_STEPS = 100;
const STOP_STEP_MS = 100;

t.test('DOCKER_HOST names an engine that does not answer: it is not ours to start', async (t) => {
  const machine = pretendMachine(testFolder(t));
  machine.program('docker', 'exit 1');
  const { code, text } = await machine.setup([], { env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } });
  t.equal(code, 3);
  t.match(text, 'the Docker engine at DOCKER_HOST=tcp://127.0.0.1:1 does not answer');
});

t.test('a client without an engine: the engine is installed', async (t) => {
  const machine = pretendMachine(testFolder(t), { without: ['dockerd'] });
  machine.program('docker', 'exit 1');
  const { code, text } = await machine.setup(['--check']);
  t.equal(code, 3);
  t.match(text, /install with apt-get: docker\.io iptables\n {2}- start a Docker engine/);
});

t.test('systemd starts it where systemd runs', async (t) => {
  const machine = pretendMachine(testFolder(t));
  mkdirSync(join(machine.folder, 'run/systemd/system'), { recursive: true });
  machine.program('docker', 'cat "$PLUMBLINE_RUN/started" 2> /dev/null');
  machine.program('systemctl', 'echo "$@" > "$PLUMBLINE_RUN/started"');
  const { code, text } = await machine.setup([]);
  t.equal(code, 0, text);
  t.equal(readFileSync(join(machine.folder, 'run/started'), 'utf8'), 'start docker\n');
});

t.test('an engine that dies: its last words, exit 3, no pid file left', async (t) => {
  const machine = pretendMachine(testFolder(t));
  machine.program('docker', 'exit 1');
  machine.program('dockerd', 'echo "level=fatal msg=\\"no space left on device\\""; exit 1');
  const { code, text } = await machine.setup([]);
  t.equal(code, 3);
  t.match(text, 'no space left on device');
  t.notOk(existsSync(join(machine.folder, 'run/plumbline-dockerd.pid')));
});

t.test('no packet filter: started again without a network, and says so', async (t) => {
  const machine = pretendMachine(testFolder(t));
  machine.program('docker', 'cat "$PLUMBLINE_RUN/started" 2> /dev/null');
  machine.program(
    'dockerd',
    'if [ "$1" = --iptables=false ]; then echo "$@" > "$PLUMBLINE_RUN/started"; sleep 3; else echo "failed to start daemon: iptables: not permitted"; exit 1; fi',
  );
  const { code, text } = await machine.setup([]);
  t.equal(code, 0, text);
  t.match(text, 'starting it without one: --iptables=false --bridge=none');
});

const canRun = process.getuid?.() === 0 && spawnSync('dockerd', ['--version']).status === 0;

t.test(
  'a real engine of its own: started, found again, killed, started again',
  { skip: !canRun && 'needs root and dockerd' },
  async (t) => {
    // Unix sockets have short paths, so this one does not lie in the test's own folder. It has a network namespace of its
    // own, since an engine started with --bridge=none removes the bridge of the engine that is there already.
    const private_ = mkdtempSync(join(tmpdir(), 'pl-engine-'));
    mkdirSync(join(private_, 'm'));
    const machine = pretendMachine(join(private_, 'm'));
    const socket = `unix://${private_}/s`;
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    machine.program('docker', `${path} exec /usr/bin/env docker -H ${socket} "$@"`);
    machine.program(
      'dockerd',
      `export ${path}\nexec unshare --net dockerd -H ${socket} --data-root ${private_}/data --exec-root ${machine.folder}/run/docker ` +
        `--pidfile ${machine.folder}/run/docker.pid --bridge=none --iptables=false "$@"`,
    );
    const recorded = () => Number(readFileSync(join(machine.folder, 'run/plumbline-dockerd.pid'), 'utf8'));
    t.teardown(async () => {
      await end(recorded(), 'SIGTERM');
      // An engine mounts its data folder on itself; a killed one leaves that behind.
      for (let mounted = 0; mounted < STARTS; mounted++) spawnSync('umount', [`${private_}/data`]);
      rmSync(private_, { recursive: true, force: true });
    });

    writeFileSync(join(machine.folder, 'run/plumbline-dockerd.pid'), `${DEAD_PID}\n`);
    writeFileSync(join(machine.folder, 'run/docker.pid'), `${process.pid}`);
    const first = await machine.setup([]);
    t.equal(first.code, 0, first.text);
    t.match(first.text, `Removing a stale ${machine.folder}/run/docker.pid (process ${process.pid} is not dockerd)`);
    t.match((await machine.setup([])).text, 'Nothing is missing');

    const pid = recorded();
    await end(pid, 'SIGKILL');
    const again = await machine.setup([]);
    t.equal(again.code, 0, again.text);
    t.not(recorded(), pid);
  },
);

/** Sends a signal and waits, bounded, until the process is gone, or a zombie that nobody collects. */
async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  process.kill(pid, signal);
  for (let step = 0; step < STOP_STEPS; step++) {
    const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : 'State: Z';
    if (/^State:.*Z/m.test(status)) return;
    await sleep(STOP_STEP_MS);
  }
}
