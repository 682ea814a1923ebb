import t from 'tap';
import { archiveOf, checkRecipe, recipeTitle } from '../../../../services/core/reporting/recipe/recipe.ts';
import { somePins } from '../../../support/builders.ts';
import { aRecipe } from '../../../support/recipe.ts';

t.test('only an image that no registry has needs an archive', async (t) => {
  const pins = somePins();
  t.equal(archiveOf({ pins, runId: 'run_1' }), 'run_1-image.tar');
  const reference = `registry.example/a@sha256:${'1'.repeat(64)}`;
  t.equal(archiveOf({ pins: { ...pins, image: { reference, kind: 'registry-digest' } }, runId: 'run_1' }), null);
});

t.test('what is repeated, in one line', async (t) => {
  t.equal(recipeTitle({ pins: somePins(), seed: 7 }), 'digits on cpu-x86_64, seed 7');
});

t.test('what no line of a script can hold is no recipe', async (t) => {
  const { runId, pins } = aRecipe();
  t.doesNotThrow(() => checkRecipe({ runId, pins }));
  const dataset = { ...pins.dataset, files: [{ path: 'a\nb', sha256: 'd'.repeat(64), bytes: 1 }] };
  t.throws(() => checkRecipe({ runId, pins: { ...pins, dataset } }), {
    code: 'INPUT_INVALID',
    message: /files: "a\\nb"/,
  });
  t.throws(() => checkRecipe({ runId, pins: { ...pins, env: { 'a;b': '' } } }), { message: /variables: "a;b"/ });
});
