import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import { loadRecipe, lockContent, readContent, saveRecipe } from '../../../services/registry/images/recipes.ts';
import { createStages } from '../../../services/registry/images/stages.ts';
import { testFolder } from '../../support/folder.ts';

const recipe = `sha256:${'a'.repeat(64)}`;
const archived = {
  schemaVersion: 1 as const,
  benchmark: 'tiny',
  base: { reference: `sha256:${'b'.repeat(64)}`, kind: 'image-id' as const },
  baseName: 'debian',
  lock: `sha256:${sha256Hex('lock')}`,
  code: { 'train.py': sha256Hex('code') },
  dockerfile: sha256Hex('FROM x'),
  python: '3.11',
  suite: 'bookworm' as const,
  architecture: 'amd64' as const,
};

t.test('kept by content, once, and read back', async (t) => {
  const state = testFolder(t);
  for (const _ of [1, 2]) await saveRecipe(state, recipe, archived, ['lock', Buffer.from('code'), 'FROM x']);
  t.same(await loadRecipe(state, recipe), archived);
  t.equal((await readContent(state, lockContent(archived))).toString(), 'lock');
  t.same(readdirSync(join(state, 'recipes')).sort(), [`${'a'.repeat(64)}.json`, 'files']);
  t.equal(readdirSync(join(state, 'recipes/files')).length, 3);
});

t.test('what is gone or was changed is said', async (t) => {
  const state = testFolder(t);
  await t.rejects(loadRecipe(state, recipe), { code: 'RECIPE_MISSING', message: /is not kept here/ });
  await saveRecipe(state, recipe, archived, ['code']);
  await t.rejects(readContent(state, lockContent(archived)), { code: 'RECIPE_MISSING', message: /gone/ });
  writeFileSync(join(state, 'recipes/files', sha256Hex('code')), 'other');
  await t.rejects(readContent(state, sha256Hex('code')), { code: 'RECIPE_MISSING', message: /other bytes/ });
  for (const text of ['{', '{"schemaVersion":1}']) {
    writeFileSync(join(state, 'recipes', `${'a'.repeat(64)}.json`), text);
    await t.rejects(loadRecipe(state, recipe), { code: 'RECIPE_MISSING', message: /was changed/ });
  }
});

t.test('the images that the stages of a build leave behind', async (t) => {
  const stages = createStages();
  const lines = [
    'Step 1/4 : FROM base AS build\n',
    ' ---> aaaaaaaaaaaa\n',
    'Step 2/4 : RUN make\n',
    ' ---> Running in 111111111111\n',
    ' ---> bbbbbbbbbbbb\n',
    'Step 3/4 : FROM base\n',
    ' ---> aaaaaaaaaaaa\n',
    'Step 4/4 : COPY x\n',
    ' ---> cccccccccccc\n',
  ];
  for (const line of lines) stages.read(line);
  t.same(stages.ended(true), ['bbbbbbbbbbbb'], 'neither the base nor the image itself');
  t.same(stages.ended(false), ['bbbbbbbbbbbb', 'cccccccccccc'], 'a build that failed has no image');
});
