import { existsSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import type { NeededImage } from '../../../services/core/planning/needed-images.ts';
import { listOwnImages } from '../../../services/registry/images/inventory.ts';
import { LABEL_BENCHMARK, LABEL_HYBRID, LABEL_RECIPE } from '../../../services/registry/images/labels.ts';
import { pruneImages } from '../../../services/registry/images/prune.ts';
import { saveRecipe } from '../../../services/registry/images/recipes.ts';
import { ownerOf } from '../../../services/registry/mix/context.ts';
import { testFolder } from '../../support/folder.ts';
import { importSmall, removeByLabel } from '../../support/images.ts';

// What is removed on a real engine: only what this installation made, nothing needs, and nobody uses.

const LABEL = 'dev.plumbline.test.prune';
const docker = new Docker();
t.teardown(() => removeByLabel(docker, LABEL));

t.test('needed, young, used, and other installations’ images stay', async (t) => {
  const state = testFolder(t);
  const recipe = (digit: string) => `sha256:${digit.repeat(64)}`;
  const own = async (digit: string, more: Record<string, string> = {}, kept = true) => {
    if (kept) {
      await saveRecipe(
        state,
        recipe(digit),
        {
          ...{ schemaVersion: 1, benchmark: 'pruned', baseName: 'python', lock: recipe('0'), code: {} },
          ...{ dockerfile: '0'.repeat(64), python: '3.11', suite: 'bookworm', architecture: 'amd64' },
          base: { reference: recipe('b'), kind: 'image-id' },
        },
        [],
      );
    }
    const labels = { [LABEL]: 'yes', [LABEL_BENCHMARK]: 'pruned', [LABEL_RECIPE]: recipe(digit), ...more };
    return importSmall(docker, 'plumbline-test/prune', digit, labels);
  };
  const ids = {
    byId: await own('1'),
    byRecipe: await own('2'),
    nothing: await own('3'),
    foreign: await own('4', {}, false),
    search: await own('5', { [LABEL_HYBRID]: ownerOf(state) }),
    otherSearch: await own('6', { [LABEL_HYBRID]: ownerOf('/elsewhere') }),
    used: await own('7'),
  };
  const container = await docker.createContainer({ Image: ids.used, Cmd: ['/marker'], Labels: { [LABEL]: 'yes' } });
  t.teardown(() => container.remove({ force: true }).catch(() => undefined));
  const needed: NeededImage[] = [
    { reference: ids.byId, recipe: null, benchmark: 'pruned', reasons: ['pinned for cpu'] },
    {
      reference: `r.example/x@${recipe('9')}`,
      recipe: recipe('2'),
      benchmark: 'pruned',
      reasons: ['incident inc_1 is open'],
    },
  ];
  const inTwoHours = { now: () => new Date(Date.now() + 2 * 3_600_000), sleep: async () => undefined };
  const options = { docker, state, needed, clock: inTwoHours, dryRun: true };
  const mine = new Set(Object.values(ids));
  const results = (list: Awaited<ReturnType<typeof pruneImages>>) =>
    Object.fromEntries(list.filter(({ image }) => mine.has(image.id)).map(({ image, result }) => [image.id, result]));

  const listed = (await listOwnImages(docker, state, needed)).filter(({ id }) => mine.has(id));
  t.equal(listed.length, mine.size);
  const reasons = (id: string) => listed.find((image) => image.id === id)?.neededBy;
  t.same(reasons(ids.byId), ['pinned for cpu']);
  t.same(reasons(ids.byRecipe), ['incident inc_1 is open'], 'the same image under a registry’s digest');
  t.same(reasons(ids.nothing), []);

  const expected = { [ids.nothing]: 'would-remove', [ids.search]: 'would-remove', [ids.used]: 'used' };
  t.same(results(await pruneImages(options)), expected);
  const now = { now: () => new Date(), sleep: async () => undefined };
  t.same(results(await pruneImages({ ...options, clock: now, dryRun: false })), {}, 'all of them are young');
  const removed = { [ids.nothing]: 'removed', [ids.search]: 'removed', [ids.used]: 'used' };
  t.same(results(await pruneImages({ ...options, dryRun: false })), removed);
  for (const [name, id] of Object.entries(ids)) {
    const there = await docker
      .getImage(id)
      .inspect()
      .then(
        () => true,
        () => false,
      );
    t.equal(there, name !== 'nothing' && name !== 'search', name);
  }
  t.ok(existsSync(state));
});
