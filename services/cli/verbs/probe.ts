import type { Command } from 'commander';
import type { Act } from '../act.ts';

export function registerProbe(program: Command, act: Act): void {
  program
    .command('probe')
    .description('what this machine is, as it would be recorded with a run')
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        const host = await operations.probe();
        return { data: host, text: `${JSON.stringify(host, null, 2)}\n` };
      }),
    );
}
