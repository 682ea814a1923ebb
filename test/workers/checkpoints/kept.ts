import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { removeKept } from '../../../workers/checkpoints/kept.ts';
import type { ContainerClient } from '../../../workers/docker/container-client.ts';

// What a run wrote into a folder of its own, which a worker that is not root may not empty; with an engine that is made up.

const NOBODY = 65_534;
const root = process.getuid?.() === 0;
/** Everything is root's to remove: then this process is nobody for a while. */
const asNobody = (): void => {
  if (!root) return;
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
};
const asBefore = (): void => {
  if (!root) return;
  process.seteuid?.(0);
  process.setegid?.(0);
};

/** @param away how often the engine does not answer before it does. */
function setUp(t: Test, away: number) {
  const kept = JSON.stringify({ image: 'image', user: '1000', cpus: [0], labels: {} });
  // Not below this clone: nobody may be unable to reach that.
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-kept-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const home = `${folder}/home`;
  const theirs = `${home}/data/theirs`;
  mkdirSync(theirs, { recursive: true });
  writeFileSync(`${home}/kept.json`, kept);
  writeFileSync(`${theirs}/model`, 'm');
  if (root) for (const path of [folder, home, `${home}/data`, `${home}/kept.json`]) chownSync(path, NOBODY, NOBODY);
  chmodSync(theirs, 0o555);
  t.teardown(() => existsSync(theirs) && chmodSync(theirs, 0o755));
  let asked = 0;
  const containers = {
    create: async () => {
      asked += 1;
      if (asked <= away) throw new Error('the engine is away');
      return 'container_1';
    },
    attach: async () => (async function* () {})(),
    start: async () => {
      asBefore();
      chmodSync(theirs, 0o755);
      rmSync(theirs, { recursive: true });
      asNobody();
    },
    wait: async () => 0,
    remove: async () => undefined,
  } as unknown as ContainerClient;
  const remove = async (): Promise<void> => {
    asNobody();
    try {
      await removeKept({ containers, clock: systemClock }, home);
    } finally {
      asBefore();
    }
  };
  return { home, remove };
}

t.test('what the worker may not remove the run’s own user does', async (t) => {
  const { home, remove } = setUp(t, 0);
  await remove();
  t.notOk(existsSync(home));
});

t.test('an engine that is away costs nothing but time: who can remove it stays known', async (t) => {
  const { home, remove } = setUp(t, 1);
  await t.rejects(remove(), { message: 'the engine is away' });
  t.ok(existsSync(`${home}/kept.json`));
  await remove();
  t.notOk(existsSync(home));
});
