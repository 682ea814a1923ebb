import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { OwnImageView } from '../context.ts';
import { createProgress } from '../progress.ts';
import { table } from '../table.ts';

const BYTES_PER_MIB = 1_048_576;
/** Twelve hex digits after `sha256:`, as the docker client shows ids. */
const shown = (id: string) => id.slice('sha256:'.length, 'sha256:'.length + 12);

/** What is kept of the images that were made, and how they leave this machine. */
export function registerKeptImages(images: Command, act: Act): void {
  images
    .command('list')
    .description('images of ours on this machine, and what needs each')
    .action((_options: object, command: Command) =>
      act(command, async ({ operations }) => {
        const items = await operations.listImages();
        const rows = items.map((image) => [...cells(image), image.neededBy.join('; ') || 'nothing']);
        return { data: { items }, text: table(['image', 'kind', 'of', 'MiB', 'made', 'needed by'], rows) };
      }),
    );
  images
    .command('prune')
    .description(
      'remove images of ours that nothing needs: no pin, run, search, open incident or last good environment',
    )
    .option('--dry-run', 'only say which')
    .action((options: { dryRun?: boolean }, command: Command) =>
      act(command, async ({ operations, signal }) => {
        const items = await operations.pruneImages(options.dryRun === true, signal);
        const rows = items.map(({ image, result }) => [...cells(image), WORDS[result]]);
        return { data: { items }, text: table(['image', 'kind', 'of', 'MiB', 'made', ''], rows) };
      }),
    );
  images
    .command('export')
    .argument('<what>', 'a run, a pinned benchmark, an image id or repository@sha256:…')
    .argument('<file>', 'archive to write, for `docker load --input`')
    .description('write an image as an archive for a machine without a registry')
    .action((what: string, file: string, _options: object, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        const made = await operations.exportImage(what, file, (title) => createProgress(output, title), signal);
        const size = Math.ceil(made.bytes / BYTES_PER_MIB);
        const text = `${file}: ${size} MiB, image ${made.imageId}\nsha256 ${made.sha256}\n\nThere: docker load --input ${file}\n`;
        return { data: { file, ...made }, text };
      }),
    );
}

const WORDS = {
  removed: 'removed',
  'would-remove': 'would be removed',
  used: 'stays: a container stands on it',
  kept: 'stays: the engine refused',
} as const;

function cells({ id, kind, name, bytes, createdAt }: OwnImageView): (string | number)[] {
  return [shown(id), kind, name, Math.ceil(bytes / BYTES_PER_MIB), createdAt.toISOString()];
}
