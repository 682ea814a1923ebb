import { Type } from 'typebox';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { recipeNotebook } from '../../core/reporting/recipe/notebook.ts';
import { recipeShell } from '../../core/reporting/recipe/shell.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { problems } from '../openapi.ts';
import { recipeOf } from '../recipe.ts';
import { visibleRun } from './runs.ts';

const one = Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) });
const described = describedAs('runs');

/** A run as something to repeat elsewhere: with Docker alone, without Plumbline and without a secret. */
export function recipeRoutes(app: App, deps: ApiDeps): void {
  const kinds = [
    { ending: 'sh', type: 'text/x-shellscript', name: 'Shell', words: 'a shell script', write: recipeShell },
    {
      ending: 'ipynb',
      type: 'application/x-ipynb+json',
      name: 'Notebook',
      words: 'a Jupyter notebook',
      write: (recipe: Parameters<typeof recipeNotebook>[0]) => `${JSON.stringify(recipeNotebook(recipe), null, 1)}\n`,
    },
  ] as const;
  for (const { ending, type, name, words, write } of kinds)
    app.get(
      `${API_PREFIX}/runs/:id/recipe.${ending}`,
      {
        config: { access: 'viewer', bound: true },
        schema: {
          ...described(`getRunRecipe${name}`, `The run as ${words} that repeats it with Docker alone`),
          params: one,
          response: {
            200: { description: `The recipe as ${words}`, content: { [type]: { schema: Type.String() } } },
            ...problems,
          },
        },
      },
      async ({ params: { id }, caller }, reply) => {
        const recipe = await recipeOf(deps, await visibleRun(deps, id, caller));
        return reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="${id}.${ending}"`)
          .send(write(recipe));
      },
    );
}
