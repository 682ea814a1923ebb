import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import type { Test } from 'tap';

/** Time an engine may take to answer after its start, in milliseconds. */
const START_MS = 60_000;

/** A container engine of this test alone, that it may stop and kill. */
export interface PrivateEngine {
  readonly socketPath: string;
  start(): Promise<void>;
  /** Ends the engine with a signal and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Makes an engine with folders of its own; everything it started is stopped at the end of the test.
 *
 * @param remapTo first of 65,536 user ids of this machine that its containers get in place of 0 to 65,535.
 */
export function privateEngine(t: Test, { remapTo }: { readonly remapTo?: number } = {}): PrivateEngine {
  // Short, because the path of a Unix socket has a limit of 107 bytes.
  const root = mkdtempSync('/tmp/plb-');
  const socketPath = `${root}/d.sock`;
  let child: ChildProcess | null = null;
  const engine: PrivateEngine = {
    socketPath,
    async start() {
      rmSync(`${root}/d.pid`, { force: true });
      const log = openSync(`${root}/log`, 'a');
      const folders = ['--data-root', `${root}/data`, '--exec-root', `${root}/exec`, '--pidfile', `${root}/d.pid`];
      const network = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'];
      const args = ['-H', `unix://${socketPath}`, ...folders, ...network];
      child =
        remapTo === undefined
          ? spawn('dockerd', args, { stdio: ['ignore', log, log] })
          : spawn('unshare', remapped(root, remapTo, args), { stdio: ['ignore', log, log] });
      const docker = new Docker({ socketPath });
      for (const until = performance.now() + START_MS; ; ) {
        if (await docker.ping().catch(() => null)) return;
        if (performance.now() > until || child.exitCode !== null) {
          throw new Error(`the private engine did not start: ${readFileSync(`${root}/log`, 'utf8').slice(-2000)}`);
        }
        await sleep(100);
      }
    },
    async end(signal) {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
      child = null;
    },
  };
  t.teardown(async () => {
    // An engine that was killed left its containerd and containers behind: started again, it takes them over.
    if (child === null) await engine.start().catch((error: Error) => t.comment(error.message));
    await engine.end('SIGTERM');
    // The engine mounts its data folder onto itself and leaves that behind.
    spawnSync('umount', ['--recursive', '--lazy', `${root}/data`], { stdio: 'ignore' });
    rmSync(root, { recursive: true, force: true });
  });
  return engine;
}

/** The engine in a mount namespace with an /etc of its own: whose ids are remapped to which stands in files there. */
function remapped(root: string, first: number, args: readonly string[]): string[] {
  // Root inside, who is nobody here, must pass through.
  chmodSync(root, 0o711);
  cpSync('/etc', `${root}/etc`, { recursive: true, force: true, verbatimSymlinks: true });
  for (const name of ['subuid', 'subgid'])
    writeFileSync(`${root}/etc/${name}`, `nobody:${first}:65536\nnogroup:${first}:65536\n`);
  const script = `mount --bind ${root}/etc /etc && exec dockerd --userns-remap=nobody:nogroup "$@"`;
  return ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...args];
}
