import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { RecipeOutcome } from '../context.ts';
import { createProgress } from '../progress.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';

interface Options {
  readonly output?: string;
  readonly execute?: boolean;
  readonly archive: boolean;
  readonly data: boolean;
}

export function registerReproduce(program: Command, act: Act): void {
  program
    .command('reproduce')
    .description('write what repeats a run on a machine with only Docker: a script, a notebook, its image and data')
    .argument('<run>')
    .option('-o, --output <folder>', 'where to (default: reproduce-<run> here)')
    .option('--no-archive', 'leave the image out: it is on the machine, or in a registry')
    .option('--no-data', 'leave the data set out: the script fetches what it can')
    .option('-x, --execute', 'repeat the run now and compare it with its bands')
    .action((runId: string, options: Options, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        const folder = options.output ?? `reproduce-${runId}`;
        const { run, shell, notebook } = await withApi(operations, { worker: false }, async ({ client }) => ({
          run: await client.run(runId),
          shell: await client.recipe(runId, 'sh'),
          notebook: await client.recipe(runId, 'ipynb'),
        }));
        const written = await operations.writeRecipe(
          { run, shell, notebook, folder, archive: options.archive, data: options.data },
          (title) => createProgress(output, title),
          signal,
        );
        const files = `${table(
          ['file', 'what'],
          written.map(({ file, what }) => [file, what]),
        )}`;
        if (!options.execute) return { data: { run: runId, folder, files: written }, text: files };
        output.err(files);
        const outcome = await operations.executeRecipe(folder, (text) => output.err(text), signal);
        return {
          data: { run: runId, folder, files: written, outcome },
          text: wordsOf(outcome),
          finding: !outcome.reproduced,
        };
      }),
    );
}

function wordsOf({ reproduced, compared }: RecipeOutcome): string {
  if (!reproduced) return 'The run was not reproduced: outside its bands.\n';
  if (compared === 0) return 'The run was repeated; nothing was compared: no metric has a band that counts here.\n';
  return 'The run was reproduced: inside its bands.\n';
}
