import type { ApiDeps } from '../deps.ts';

/** Judges a host's canaries that ended, and says in the log what that changed for the host. Safe to repeat. */
export async function judgeHost(
  { store, clock, log }: Pick<ApiDeps, 'store' | 'clock' | 'log'>,
  host: string,
  platform: string,
): Promise<void> {
  for (const { record, step } of await store.canaries.judge(host, platform, clock.now().toISOString())) {
    const facts = { host, platform, run: record.runId, reason: record.reason };
    if (step === 'quarantine') log.warn('a host is in quarantine: its canaries are out of their band', facts);
    else if (step === 'release') log.info('a host has left quarantine: its canaries are clean again', facts);
    else if (record.kind === 'out') log.warn('a canary is out of its band; another follows at once', facts);
  }
}
