import { factorDifference } from '../../core/attribution/difference.ts';
import type { Host } from '../../core/model/environment.ts';
import type { FactorChange, Incident } from '../../core/model/incident.ts';
import type { Run } from '../../core/ports/store-runs.ts';
import type { SearchDeps } from './deps.ts';

/** A host that was not heard of for longer is not counted on, in milliseconds. */
const SEEN_MS = 24 * 3_600_000;
/** What makes a machine itself and not its state: another host always differs in it. */
const IDENTITY = /^(host|device(:.*)?)$/;

/**
 * Another host of the platform that was seen in the last day, ran the benchmark in one of the incident's nights, and is in
 * what changed as the bad run's host was before; null: there is none.
 *
 * @param changes what changed on the bad run's host.
 */
export async function otherHost(
  { store, clock }: SearchDeps,
  incident: Incident,
  bad: Run,
  changes: readonly FactorChange[],
): Promise<string | null> {
  const here = await hostOf(store, bad);
  const oldest = new Date(clock.now().getTime() - SEEN_MS).toISOString();
  const seen = (await store.hosts.list()).filter(
    ({ platform, host, seenAt }) => platform === incident.platform && host !== bad.host && seenAt >= oldest,
  );
  const nights = [incident.nightId, incident.goodNightId].flatMap((id) => id ?? []);
  const runs = (await Promise.all(nights.map((id) => store.nights.runs(id)))).flat().map(({ run }) => run);
  for (const { host } of seen) {
    const run = runs.find(({ pins, ...own }) => own.host === host && pins.benchmark === incident.benchmark);
    const there = run === undefined ? null : await hostOf(store, run);
    if (here === null || there === null) continue;
    const differs = factorDifference({ stack: null, host: there }, { stack: null, host: here });
    const telling = changes.filter(({ factor }) => !IDENTITY.test(factor));
    if (
      telling.every(({ factor, from, to }) =>
        differs.some((d) => d.factor === factor && d.from === from && d.to === to),
      )
    )
      return host;
  }
  return null;
}

async function hostOf(store: SearchDeps['store'], { hostFingerprint }: Run): Promise<Host | null> {
  return hostFingerprint === null ? null : await store.environments.get('host', hostFingerprint);
}
