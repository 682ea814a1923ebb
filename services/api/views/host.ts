import type { HostView } from '../../core/model/api/status.ts';
import type { Store } from '../../core/ports/store.ts';
import type { HostStanding } from '../../core/ports/store-canaries.ts';

/** Every host that was seen, with its newest canary and whether it is in quarantine. */
export async function readHosts({ hosts, canaries }: Pick<Store, 'hosts' | 'canaries'>): Promise<HostView[]> {
  const [seen, standings] = await Promise.all([hosts.list(), canaries.standings()]);
  const known = new Map(standings.map((one) => [keyOf(one), one]));
  return seen.map((host) => {
    const { quarantinedAt = null, quarantineReason = '', canary = null } = known.get(keyOf(host)) ?? {};
    return {
      ...host,
      canary: canary === null ? null : canaryView(canary),
      quarantine: quarantinedAt === null ? null : { since: quarantinedAt, reason: quarantineReason },
    };
  });
}

const keyOf = ({ platform, host }: { readonly platform: string; readonly host: string }): string =>
  JSON.stringify([platform, host]);

function canaryView(record: NonNullable<HostStanding['canary']>): NonNullable<HostView['canary']> {
  const { runId, at, kind, metric, change, reason, measured } = record;
  return { runId, at, kind, metric, change, reason, measured: [...measured] };
}
