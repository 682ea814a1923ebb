import type { Command } from 'commander';
import type { ChannelView } from '../../core/model/api/channel.ts';
import type { Act } from '../act.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';
import { wholeNumber } from './up.ts';

export function registerChannels(program: Command, act: Act): void {
  program
    .command('channels')
    .description('what is followed (base images, packages, data) and what it resolved to; with a name, its history')
    .argument('[name]', 'such as base:python311-bookworm:amd64')
    .option('--limit <number>', 'how many of the history', wholeNumber, 20)
    .option('--cursor <cursor>', 'page after the one that printed it')
    .action((name: string | undefined, options: { limit: number; cursor?: string }, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          if (name === undefined) {
            const items = await client.channels();
            return { data: { items }, text: channelTable(items) };
          }
          const page = await client.channelHistory(name, options);
          const more = page.next ? `\nMore: --cursor ${page.next}\n` : '';
          return { data: page, text: `${channelTable(page.items)}${more}` };
        });
      }),
    );
}

function channelTable(states: readonly ChannelView[]): string {
  const rows = states.map(({ channel, pointer, digest, firstAt, lastAt }) => [
    channel,
    pointer,
    digest,
    firstAt,
    lastAt,
  ]);
  return table(['channel', 'follows', 'resolved to', 'since', 'last seen'], rows);
}
