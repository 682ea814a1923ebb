import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { testFolder } from '../../support/folder.ts';

// The worker's systemd unit, as systemd's own programs judge it. `sh infra/setup.sh --for-tests` installs them.

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const UNIT = readFileSync(join(ROOT, 'infra/systemd/plumbline-worker.service'), 'utf8');
/** `systemd-analyze security` calls up to 2.0 of 10 OK; what is left is that a worker needs the network and an engine. */
const EXPOSURE_MAX = 2;
/** Longest grace that a benchmark may ask for, and room for a kill and for handing back, in seconds. */
const GRACE_SECONDS_MAX = 3600;
const ROOM_SECONDS = 120;

function unitFile(folder: string): string {
  const file = join(folder, 'plumbline-worker.service');
  // The program of this clone, since nothing is installed where the unit expects it.
  writeFileSync(file, UNIT.replace('/opt/plumbline/bin', join(ROOT, 'bin')));
  return file;
}

function analyze(...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}${error?.message ?? ''}` };
}

t.test('systemd takes every line of it', async (t) => {
  const { status, text } = analyze('verify', unitFile(testFolder(t)));
  t.equal(text, '');
  t.equal(status, 0);
});

t.test('its exposure is low', async (t) => {
  const { text } = analyze('security', '--offline=true', unitFile(testFolder(t)));
  const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(text)?.[1]);
  t.comment(`exposure level ${level}`);
  t.ok(level <= EXPOSURE_MAX, `exposure level ${level}`);
});

t.test('systemd waits for longer than a drain and a grace can take', async (t) => {
  const drain = Number(/PLUMBLINE_WORKER_DRAIN_SECONDS=(\d+)/.exec(UNIT)?.[1]);
  const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(UNIT)?.[1]);
  t.ok(stop >= drain + GRACE_SECONDS_MAX + ROOM_SECONDS, `${stop} s for ${drain} s and ${GRACE_SECONDS_MAX} s`);
});
