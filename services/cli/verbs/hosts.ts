import type { Command } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import type { HostView } from '../../core/model/api/status.ts';
import type { Act } from '../act.ts';
import { formatNumber, table } from '../table.ts';
import { withApi } from '../with-api.ts';

export function registerHosts(program: Command, act: Act): void {
  const hosts = program
    .command('hosts')
    .description('worker machines: their canaries, and which of them are in quarantine; exit 1 when one is');
  hosts
    .command('list', { isDefault: true })
    .description('every machine that was seen; exit 1 when one is in quarantine')
    .action((_options: object, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const items = await client.hosts();
          const finding = items.some(({ quarantine }) => quarantine !== null);
          return { data: { items }, text: hostsText(items), finding };
        });
      }),
    );
  hosts
    .command('release')
    .argument('<host>')
    .option('--platform <name>', 'needed where the machine works for several')
    .description('let a machine out of quarantine: how it is now is its normal, and it learns anew')
    .action((host: string, { platform }: { platform?: string }, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const chosen = platform ?? platformOf(host, await client.hosts());
          const released = await client.releaseHost(host, chosen);
          return { data: released, text: `${host} (${chosen}) is out of quarantine and learns anew.\n` };
        });
      }),
    );
}

/** The one platform of a machine; NOT_FOUND for an unknown machine, USAGE for one of several platforms. */
function platformOf(host: string, hosts: readonly HostView[]): string {
  const own = hosts.filter((one) => one.host === host).map(({ platform }) => platform);
  if (own.length === 0) throw new PlumblineError('NOT_FOUND', `no host "${host}" was ever seen`);
  if (own.length > 1)
    throw new PlumblineError('USAGE', `"${host}" works for ${own.join(', ')}: name one by --platform`);
  return own[0] as string;
}

function hostsText(hosts: readonly HostView[]): string {
  const rows = hosts.map(({ host, platform, seenAt, canary, quarantine }) => [
    host,
    platform,
    seenAt,
    quarantine === null ? (canary?.kind ?? 'no canary yet') : `quarantine since ${quarantine.since}`,
    canary === null ? '' : canary.measured.map(({ metric, value }) => `${metric} ${formatNumber(value)}`).join(', '),
    quarantine?.reason ?? canary?.reason ?? '',
  ]);
  return table(['host', 'platform', 'seen', 'canary', 'measured', 'why'], rows);
}
