import type { Host, Stack } from '../core/model/environment.ts';
import type { Store } from '../core/ports/store.ts';
import type { Run } from '../core/ports/store-runs.ts';

/** What a run really ran in; a half that was never observed is null. */
export async function runEnvironment(
  { environments }: Pick<Store, 'environments'>,
  { stackFingerprint, hostFingerprint }: Pick<Run, 'stackFingerprint' | 'hostFingerprint'>,
): Promise<{ readonly stack: Stack | null; readonly host: Host | null }> {
  const [stack, host] = await Promise.all([
    stackFingerprint === null ? null : environments.get('stack', stackFingerprint),
    hostFingerprint === null ? null : environments.get('host', hostFingerprint),
  ]);
  return { stack, host };
}
