import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { table } from '../table.ts';
import { checkTable } from './check-table.ts';

export function registerDoctor(program: Command, act: Act): void {
  program
    .command('doctor')
    .description('every dependency with its version and what to do, and the effective configuration with its origin')
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        const report = await operations.doctor();
        const rows = report.configuration.map((entry) => [
          entry.key,
          entry.value || '(none)',
          entry.origin,
          entry.variable,
        ]);
        const text = `${checkTable(report.dependencies)}\nConfiguration (${report.file ?? 'no plumbline.yaml here'})\n${table(['key', 'value', 'from', 'variable'], rows)}`;
        return { data: report, text, finding: report.dependencies.some((line) => !line.ok) };
      }),
    );
}
