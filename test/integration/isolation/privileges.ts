import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import { pack } from 'tar-stream';
import { tinyImage } from '../../support/image.ts';
import { asks, perl } from '../../support/sandboxed.ts';
import { startTestWorker, uniqueId } from '../../support/worker.ts';

// Nothing it may become, mount, trace or signal.

const EPERM = 1;

t.test('a setuid program of its image gives no rights', async (t) => {
  const imageId = await imageWith(t, 'bin/become', readFileSync('/usr/bin/id'), 0o4755);
  const bench = await startTestWorker(t);
  const program = 'my @s = stat "/bin/become"; printf "mode %o owner %d\\n", $s[2] & 07777, $s[4]';
  const { lines } = await asks(t, bench, `${perl(program)}; become -u; id -u`, { imageId });
  t.ok(lines.includes('mode 4755 owner 0'), 'it is a setuid program of root');
  t.same(
    lines.filter((line) => /^\d+$/.test(line)),
    ['65534', '65534'],
    'and runs as nobody',
  );
});

t.test('no capability, no new rights, and system calls are filtered', async (t) => {
  const { log } = await asks(t, await startTestWorker(t), 'cat /proc/self/status');
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
    t.match(log, new RegExp(`^${set}:\\t0000000000000000$`, 'm'), `${set} is empty`);
  t.match(log, /^NoNewPrivs:\t1$/m);
  t.match(log, /^Seccomp:\t2$/m, 'the engine’s profile is at work');
});

t.test(
  'it can neither mount, nor make namespaces, devices or traces, nor load modules, nor set the clock',
  async (t) => {
    // Numbers of x86-64; on another architecture these are other calls, so the test is of this one.
    if (process.arch !== 'x64') return;
    const calls = {
      mount: '165, "none", "/tmp", "tmpfs", 0, 0',
      umount: '166, "/data", 0',
      pivot_root: '155, "/tmp", "/tmp"',
      chroot: '161, "/tmp"',
      unshare_user: '272, 0x10000000',
      unshare_mount: '272, 0x00020000',
      setns: '308, 0, 0',
      mknod: '133, "/tmp/device", 060600, 0x800',
      init_module: '175, 0, 0, 0',
      reboot: '169, 0xfee1dead, 672274793, 0, 0',
      settimeofday: '164, 0, 0',
      sethostname: '170, "x", 1',
      setuid: '105, 0',
      bpf: '321, 0, 0, 0',
      perf: '298, 0, 0, -1, -1, 0',
      keyctl: '250, 0, -3, 0, 0, 0',
      swapon: '167, "/tmp/x", 0',
      kexec: '246, 0, 0, 0, 0',
      iopl: '172, 3',
      userfaultfd: '323, 0',
    };
    // Perl hands strings to system calls by their address, which only a variable has.
    const program = Object.entries(calls)
      .map(([name, args]) => {
        const texts = [...args.matchAll(/"[^"]*"/g)].map(([text]) => text);
        const call = texts.reduce((rest, text, at) => rest.replace(text, `$t[${at}]`), args);
        return `{ my @t = (${texts.join(', ')}); my $r = syscall(${call}); print "${name} ", ($r == -1 ? "refused " . ($! + 0) : "done"), "\\n" }`;
      })
      .join('\n');
    const { lines } = await asks(t, await startTestWorker(t), perl(program));
    for (const name of Object.keys(calls)) {
      const said = lines.find((line) => line.startsWith(`${name} `)) ?? `${name} is missing`;
      // 38: the kernel has no such call, as for perf and bpf in some.
      t.match(said, new RegExp(`refused (${EPERM}|13|22|38)$`), said);
    }
  },
);

t.test('processes of the host and of other runs cannot be seen or signalled', async (t) => {
  const victim = spawn('sleep', ['60'], { stdio: 'ignore', uid: 65534, gid: 65534 });
  t.teardown(() => void victim.kill('SIGKILL'));
  const program = `
    print "signal ", (kill(0, ${victim.pid}) ? "possible" : $! + 0), "\\n";
    my $n = kill 9, grep { $_ != $$ && $_ > 20 } 2 .. 70000; print "killed $n\\n";
    print "proc ", (-e "/proc/${victim.pid}" ? "there" : "absent"), "\\n";`;
  const { lines } = await asks(t, await startTestWorker(t), perl(program));
  t.ok(lines.includes('signal 3') && lines.includes('killed 0') && lines.includes('proc absent'), lines.join(' | '));
  t.equal(victim.exitCode, null);
  t.equal(victim.signalCode, null, 'a process of the same user lives on');
});

/** The tests' image with one more file, owned by root. */
async function imageWith(t: Test, name: string, bytes: Buffer, mode: number): Promise<string> {
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  const container = await docker.createContainer({ Image: (await tinyImage()).id, Entrypoint: ['true'] });
  t.teardown(() => container.remove({ force: true }));
  const archive = pack();
  archive.entry({ name, mode, uid: 0, gid: 0 }, bytes);
  archive.finalize();
  await container.putArchive(archive as unknown as NodeJS.ReadableStream, { path: '/' });
  const tag = uniqueId('setuid').toLowerCase();
  const { Id } = await container.commit({ repo: 'plumbline-test/isolation', tag });
  t.teardown(() => docker.getImage(`plumbline-test/isolation:${tag}`).remove({ force: true }));
  return Id;
}
