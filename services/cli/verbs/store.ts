import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { table } from '../table.ts';

export function registerStore(program: Command, act: Act): void {
  program
    .command('migrate')
    .description('bring the store to this version (a backup is taken first)')
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        const { version } = await operations.migrate();
        return { data: { version }, text: `The store is at schema version ${version}.\n` };
      }),
    );
  program
    .command('backup')
    .description('write everything to one file; works while the service runs')
    .argument('<file>', 'file to write, for instance backup.jsonl.gz')
    .action((file: string, _options, command: Command) =>
      act(command, async ({ operations }) => {
        const rows = await operations.backup(file);
        return { data: { file, rows }, text: rowTable(file, rows) };
      }),
    );
  program
    .command('restore')
    .description('fill an empty store from a backup')
    .argument('<file>', 'file that `plumbline backup` wrote')
    .action((file: string, _options, command: Command) =>
      act(command, async ({ operations }) => {
        const rows = await operations.restore(file);
        return { data: { file, rows }, text: rowTable(file, rows) };
      }),
    );
}

function rowTable(file: string, rows: Readonly<Record<string, number>>): string {
  return `${file}\n${table(['table', 'rows'], Object.entries(rows))}`;
}
