import { type Command, Option } from 'commander';
import type { Act } from '../act.ts';
import { createProgress } from '../progress.ts';
import { table } from '../table.ts';
import { registerKeptImages } from './kept-images.ts';

export function registerImages(program: Command, act: Act): void {
  const images = program.command('images').description('the containers that benchmarks run in');
  images
    .command('build')
    .description('build the images of the catalog and pin them; what is built already is reused')
    .option('--benchmark <name...>', 'only these benchmarks')
    .addOption(new Option('--base <from>', 'where bases come from').choices(['auto', 'registry', 'debian']))
    .action((options: { benchmark?: string[]; base?: 'auto' | 'registry' | 'debian' }, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        const built = await operations.buildImages(
          { benchmarks: options.benchmark ?? [], base: options.base ?? null },
          (title) => createProgress(output, title),
          signal,
        );
        const rows = built.map((image) => [
          image.benchmark,
          image.platform,
          image.image,
          image.built ? 'built' : 'reused',
        ]);
        return { data: built, text: table(['benchmark', 'platform', 'pinned image', ''], rows) };
      }),
    );
  registerKeptImages(images, act);
}
