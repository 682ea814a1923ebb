import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { withApi } from '../with-api.ts';

/** Bytes asked for at once. */
const SLICE_BYTES = 1_048_576;

export function registerLogs(program: Command, act: Act): void {
  program
    .command('logs')
    .description('the log of a run')
    .argument('<run>')
    .option('-f, --follow', 'go on until the run has ended')
    .action((runId: string, options: { follow?: boolean }, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          if (options.follow) {
            for await (const piece of client.followLog(runId, { signal })) output.out(piece.text);
            return { data: { run: runId }, text: '' };
          }
          let text = '';
          let from = 0;
          for (;;) {
            const slice = await client.log(runId, { from, max: SLICE_BYTES });
            if (command.opts().json === true) text += slice.text;
            else output.out(slice.text);
            if (slice.to >= slice.total || slice.to === from)
              return { data: { run: runId, text, total: slice.total }, text: '' };
            from = slice.to;
          }
        });
      }),
    );
}
