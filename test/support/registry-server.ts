import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './images.ts';

const START_STEPS = 100;
const START_STEP_MS = 100;

/** A private OCI registry (Debian's docker-registry) on the loopback, its data in `folder`; `more` are lines of its configuration. */
export async function startRegistry(folder: string, more = ''): Promise<{ address: string; stop(): Promise<void> }> {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'registry.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: { level: error }\nstorage:\n  delete: { enabled: true }\n  filesystem: { rootdirectory: ${join(folder, 'data')} }\nhttp:\n  addr: ${address}\n${more}`,
  );
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  await waitFor(address, child);
  return { address, stop: () => stop(child) };
}

async function waitFor(address: string, child: ChildProcess): Promise<void> {
  for (let step = 0; step < START_STEPS; step++) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    const answer = await fetch(`http://${address}/v2/`).catch(() => null);
    // 401: it is there, and wants a name.
    if (answer?.ok || answer?.status === 401) return;
    await sleep(START_STEP_MS);
  }
  throw new Error('docker-registry does not answer');
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    if (child.exitCode !== null || !child.kill()) resolve();
  });
}
