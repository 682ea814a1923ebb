import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { createProgress } from '../progress.ts';
import { table } from '../table.ts';
import { checkTable } from './check-table.ts';

export function registerPin(program: Command, act: Act): void {
  program
    .command('pin')
    .description('resolve the package channels (requirements.in) to hash-locked requirements.lock files')
    .argument('[benchmark...]', 'only these benchmarks')
    .option(
      '--check',
      'only say which pins no longer match the catalog, and which sources of data drifted as far as a running service knows',
    )
    .action((benchmarks: string[], options: { check?: boolean }, command: Command) =>
      act(command, async ({ operations, output }) => {
        if (options.check) {
          const lines = await operations.checkPins();
          return { data: lines, text: checkTable(lines), finding: lines.some((line) => !line.ok) };
        }
        const moved = await operations.pin({ benchmarks }, (title) => createProgress(output, title));
        const rows = moved.map((entry) => [
          entry.benchmark,
          entry.changes.length === 0 ? 'unchanged' : entry.changes.join(', '),
        ]);
        return {
          data: moved,
          text: `${table(['benchmark', 'changes'], rows)}${moved.some((entry) => entry.changes.length > 0) ? '\nNext: plumbline images build\n' : ''}`,
        };
      }),
    );
}
