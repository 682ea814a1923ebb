import type { Command } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import type { Act } from '../act.ts';

export function registerUp(program: Command, act: Act): void {
  program
    .command('up')
    .description('run the whole service: schedule, queue, judge, reporter, API, page and a worker')
    .option('--host <address>', 'address to listen on; anything but loopback demands tokens for reads too')
    .option('--port <number>', 'port to listen on', wholeNumber)
    .option('--no-worker', 'do not execute runs here; workers elsewhere do')
    .action((options: { host?: string; port?: number; worker: boolean }, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        const service = await operations.up({
          host: options.host ?? null,
          port: options.port ?? null,
          worker: options.worker ? null : false,
        });
        if (service.newAdminToken)
          output.err(
            `First admin token, shown once (also kept in the state folder, mode 0600):\n  ${service.newAdminToken}\n`,
          );
        output.err(
          `Plumbline runs at ${service.url} (page), ${service.url}/api/v1/openapi.json (API). Stop with Ctrl-C.\n`,
        );
        await ended(signal);
        await service.stop();
        return { data: { url: service.url, stopped: true }, text: 'Stopped.\n' };
      }),
    );
}

/** Resolves when the person or the system asks the process to end. */
export function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Option parser for whole numbers; throws USAGE with the offending text. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new PlumblineError('USAGE', `"${text}" is not a whole number`);
  return Number(text);
}
