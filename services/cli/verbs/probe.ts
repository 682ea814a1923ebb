import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { probeText } from '../probe-text.ts';

export function registerProbe(program: Command, act: Act): void {
  program
    .command('probe')
    .description(
      'what this machine is, as it would be recorded with a run, its devices, and whether it fits its platform',
    )
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        const view = await operations.probe();
        return { data: view, text: probeText(view) };
      }),
    );
}
