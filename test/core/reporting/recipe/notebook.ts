import t from 'tap';
import { recipeNotebook } from '../../../../services/core/reporting/recipe/notebook.ts';
import { RECIPE_STEPS, recipeShell } from '../../../../services/core/reporting/recipe/shell.ts';
import { aHost, aStack } from '../../../support/builders.ts';
import { aRecipe } from '../../../support/recipe.ts';

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string;
}

// That nbformat takes it and Jupyter runs it is shown with both: test/integration/recipe/repeat.ts.
t.test('a cell for each step, and the same script', async (t) => {
  const recipe = aRecipe();
  const notebook = recipeNotebook(recipe);
  const cells = notebook.cells as readonly Cell[];
  t.match(notebook, { nbformat: 4, nbformat_minor: 5 });
  t.equal(cells[1]?.source, `%%writefile recipe.sh\n${recipeShell(recipe)}`);
  for (const step of RECIPE_STEPS) t.ok(cells.some(({ source }) => source === `step("${step}")`));
  t.equal(new Set(cells.map(({ id }) => id)).size, cells.length, 'ids are unique');
  t.same(recipeNotebook(recipe), notebook, 'the same recipe is the same file');
  t.match(cells[0]?.source, 'run_00000001-image.tar');
});

t.test('what it ran in, where that is known', async (t) => {
  const accelerator = { vendor: 'nvidia', model: 'NVIDIA L4', uuid: 'GPU-1', driver: '550.1', firmware: '' };
  const host = { ...aHost(), accelerators: [accelerator] };
  const reference = `registry.example/a@sha256:${'1'.repeat(64)}`;
  const recipe = aRecipe();
  const pins = { ...recipe.pins, image: { reference, kind: 'registry-digest' as const } };
  const [intro] = recipeNotebook({ ...recipe, pins, host, stack: aStack() }).cells as readonly Cell[];
  t.match(intro?.source, 'NVIDIA L4 (driver 550.1)');
  t.match(intro?.source, `| image | \`${reference}\` |`);
  const [bare] = recipeNotebook({ ...recipe, startedAt: null, hostName: null }).cells as readonly Cell[];
  t.match(bare?.source, 'never on host none');
  t.notMatch(bare?.source, 'machine |');
});
