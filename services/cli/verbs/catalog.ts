import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { checkTable } from './check-table.ts';

export function registerCatalog(program: Command, act: Act): void {
  const catalog = program.command('catalog').description('benchmarks, data sets and platforms');
  catalog
    .command('check')
    .description('check every manifest of the catalog: file, line and what was expected')
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        const lines = await operations.checkCatalog();
        return { data: lines, text: checkTable(lines), finding: lines.some((line) => !line.ok) };
      }),
    );
}
