import type { Command } from 'commander';
import type { Act } from '../act.ts';

export function registerWorker(program: Command, act: Act): void {
  program
    .command('worker')
    .description('execute runs for a service elsewhere; needs PLUMBLINE_TOKEN, a worker token bound to the platform')
    .option('--api <url>', 'address of the service (default: PLUMBLINE_API_URL, else the service of this state folder)')
    .option('--platform <name>', 'platform of this machine')
    .action((options: { api?: string; platform?: string }, command: Command) =>
      act(command, async ({ operations, signal }) => {
        await operations.worker({ apiUrl: options.api ?? null, platform: options.platform ?? null }, signal);
        return { data: { stopped: true }, text: 'Stopped.\n' };
      }),
    );
}
