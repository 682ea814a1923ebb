import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { createProgress } from '../progress.ts';
import { wholeNumber } from './up.ts';

export function registerDemo(program: Command, act: Act): void {
  program
    .command('demo')
    .description(
      'the whole job for real, on this machine: images, calibration, nights, a framework version that changes, the issue',
    )
    .option('--exit', 'stop at the end instead of keeping the API and the page running')
    .option('--nights <number>', 'nights before the change', wholeNumber, 3)
    .option(
      '--github <owner/repo>',
      'open the issue there (with PLUMBLINE_GITHUB_TOKEN) instead of on the local stand-in',
    )
    .action((options: { exit?: boolean; nights: number; github?: string }, command: Command) =>
      act(command, ({ operations, output, signal }) =>
        operations.demo(
          { exit: options.exit === true, nights: options.nights, github: options.github ?? null },
          (title) => createProgress(output, title),
          output,
          signal,
        ),
      ),
    );
}
