import type { Command } from 'commander';
import type { Act } from '../act.ts';

interface Options {
  readonly api?: string;
  readonly platform?: string;
  readonly name?: string;
  readonly tokenFile?: string;
}

export function registerWorker(program: Command, act: Act): void {
  program
    .command('worker')
    .description('execute runs for a service elsewhere, with a worker token bound to the platform (docs/worker.md)')
    .option('--api <url>', 'address of the service (default: PLUMBLINE_API_URL, else the service of this state folder)')
    .option('--platform <name>', 'platform of this machine')
    .option('--name <host>', 'stable name of this machine (default: its host name)')
    .option('--token-file <file>', 'file that holds the token, mode 0600 (default: the variable PLUMBLINE_TOKEN)')
    .action((options: Options, command: Command) =>
      act(command, async ({ operations, signal }) => {
        const { api: apiUrl = null, platform = null, name: host = null, tokenFile = null } = options;
        await operations.worker({ apiUrl, platform, host, tokenFile }, signal);
        return { data: { stopped: true }, text: 'Stopped.\n' };
      }),
    );
}
