import { type ChildProcess, spawn } from 'node:child_process';
import { cpus } from 'node:os';

/**
 * Crowds this machine: two busy loops for each processor, so that whatever else runs gets a third of one. Returns what
 * ends them. They end with the bench too, since each is killed when its input closes.
 */
export function crowdHost(): () => void {
  // A parent that dies closes the pipe; the loop looks for that between two stretches of work.
  const loop =
    'process.stdin.on("end",()=>process.exit()).resume();(function f(){const t=Date.now();while(Date.now()-t<50);setImmediate(f)})()';
  const neighbours: ChildProcess[] = [...cpus(), ...cpus()].map(() =>
    spawn(process.execPath, ['-e', loop], { stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  return () => {
    for (const neighbour of neighbours) neighbour.kill('SIGKILL');
  };
}
