import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { ContainerClient } from '../../../workers/docker/container-client.ts';
import { createImageProbes } from '../../../workers/environment/probe-image.ts';
import { testFolder } from '../../support/folder.ts';

// What is kept of images, with an engine that counts how often it was asked.

/** Files that are kept, as docs/worker.md says. */
const FILES = 500;
const idOf = (letter: string) => `sha256:${letter.repeat(64)}`;

function setUp(t: Test) {
  const root = `${testFolder(t)}/images`;
  const asked: string[] = [];
  const containers = {
    create: async ({ image }: { image: string }) => {
      asked.push(image);
      return 'container_1';
    },
    attach: async () =>
      (async function* () {
        yield { stream: 'stdout', bytes: Buffer.from('@uid\n1000\n') };
      })(),
    start: async () => undefined,
    wait: async () => 0,
    remove: async () => undefined,
  } as unknown as ContainerClient;
  // A process of its own each time: it knows only what is on the disk.
  const look = async (id: string) => {
    const image = { id, repoDigests: [], user: '', env: {} };
    return await createImageProbes(root, containers, systemClock).contents(image, {}, [0]);
  };
  return { root, asked, look };
}

/** So many files of other images, each a second older than the one before it. */
function fill(root: string, count: number): void {
  mkdirSync(root, { recursive: true });
  for (let at = 0; at < count; at += 1) {
    writeFileSync(`${root}/other-${at}.json`, '{}');
    const then = Date.now() / 1000 - 60 - at;
    utimesSync(`${root}/other-${at}.json`, then, then);
  }
}

t.test('an image is looked into once', async (t) => {
  const { asked, look } = setUp(t);
  t.equal((await look(idOf('a'))).uid, 1000);
  t.equal((await look(idOf('a'))).uid, 1000);
  t.same(asked, [idOf('a')]);
});

t.test('what is kept of images is bounded: the one used longest ago goes', async (t) => {
  const { root, asked, look } = setUp(t);
  await look(idOf('a'));
  const [own = ''] = readdirSync(root);
  utimesSync(`${root}/${own}`, 1, 1);
  fill(root, FILES + 20);
  await look(idOf('a'));
  await look(idOf('b'));
  const names = readdirSync(root);
  t.equal(names.length, FILES);
  t.ok(names.includes('other-0.json'));
  t.notOk(names.includes(`other-${FILES - 1}.json`), 'oldest first');
  await look(idOf('a'));
  t.same(asked, [idOf('a'), idOf('b')], 'what was used a moment ago is still there');
});
