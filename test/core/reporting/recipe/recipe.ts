import t from 'tap';
import { archiveOf, recipeTitle } from '../../../../services/core/reporting/recipe/recipe.ts';
import { somePins } from '../../../support/builders.ts';

t.test('only an image that no registry has needs an archive', async (t) => {
  const pins = somePins();
  t.equal(archiveOf({ pins, runId: 'run_1' }), 'run_1-image.tar');
  const reference = `registry.example/a@sha256:${'1'.repeat(64)}`;
  t.equal(archiveOf({ pins: { ...pins, image: { reference, kind: 'registry-digest' } }, runId: 'run_1' }), null);
});

t.test('what is repeated, in one line', async (t) => {
  t.equal(recipeTitle({ pins: somePins(), seed: 7 }), 'digits on cpu-x86_64, seed 7');
});
