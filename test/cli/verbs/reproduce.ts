import t from 'tap';
import type { RecipeFiles } from '../../../services/cli/context.ts';
import { command } from '../../support/cli.ts';

const client = {
  run: async () => ({ id: 'run_1' }),
  recipe: async (_: string, kind: string) => `the ${kind}`,
} as never;
const outcome =
  (reproduced: boolean, compared = 1) =>
  async () => ({ run: 'run_1', reproduced, compared, metrics: [] });

t.test('a recipe is written with all it needs, or without what the reader has', async (t) => {
  const asked: RecipeFiles[] = [];
  const writeRecipe = async (files: RecipeFiles) => {
    asked.push(files);
    return [{ file: `${files.folder}/recipe.sh`, what: 'repeats the run' }];
  };
  const { exit, out } = await command(['reproduce', 'run_1'], { client, operations: { writeRecipe } });
  t.equal(exit, 0);
  t.match(out, /reproduce-run_1\/recipe\.sh +repeats the run/);
  t.match(asked[0], { shell: 'the sh', notebook: 'the ipynb', folder: 'reproduce-run_1', archive: true, data: true });
  const bare = ['reproduce', 'run_1', '-o', 'there', '--no-archive', '--no-data', '--json'];
  t.match(JSON.parse((await command(bare, { client, operations: { writeRecipe } })).out), {
    run: 'run_1',
    folder: 'there',
  });
  t.match(asked[1], { folder: 'there', archive: false, data: false });
});

t.test('--execute repeats it, and a different outcome is a finding', async (t) => {
  const writeRecipe = async () => [{ file: 'a/recipe.sh', what: 'x' }];
  const same = { client, operations: { writeRecipe, executeRecipe: outcome(true) } };
  t.match(await command(['reproduce', 'run_1', '--execute'], same), { exit: 0, out: /was reproduced/ });
  const bandless = { client, operations: { writeRecipe, executeRecipe: outcome(true, 0) } };
  t.match(await command(['reproduce', 'run_1', '-x'], bandless), { exit: 0, out: /repeated; nothing was compared/ });
  const other = { client, operations: { writeRecipe, executeRecipe: outcome(false) } };
  t.match(await command(['reproduce', 'run_1', '-x', '--json'], other), { exit: 1, out: /"reproduced": false/ });
});
