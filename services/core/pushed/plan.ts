import { PlumblineError } from '../errors.ts';
import type { Digest } from '../model/base.ts';
import type { Limits } from '../model/benchmark.ts';
import type { Catalog } from '../model/catalog.ts';
import { canonicalJson, sha256Hex } from '../model/identity.ts';
import type { PinFile } from '../model/pins.ts';
import type { PushedResult } from '../model/pushed.ts';
import { PRIORITY } from '../planning/priority.ts';
import type { Ids } from '../ports/base.ts';
import type { Push } from '../ports/store-pushed.ts';
import { hostOf, stackOf } from './environment.ts';
import { readMeasured } from './measured.ts';
import { pushedMethod, pushedMetrics } from './metrics.ts';
import { PUSH_DEADLINE_MINUTES, PUSH_SCHEDULE, pushedNight, QUIET_MINUTES } from './night.ts';
import { pushedPins } from './pins.ts';

const MINUTE_MS = 60_000;
/** Limits of a run whose benchmark is not in the catalog: nobody here enforced any, and these are the least there are. */
const NO_LIMITS: Limits = { timeoutSeconds: 1, memoryMiB: 16, cpus: 1, pids: 1, shmMiB: 1, tmpMiB: 1 };

export interface PushInput {
  readonly result: PushedResult;
  /** SHA-256 of what was sent. */
  readonly digest: Digest;
  readonly catalog: Catalog;
  readonly pinFile: PinFile | null;
  readonly project: string;
  readonly now: Date;
  readonly ids: Ids;
}

/**
 * A result as what is to be stored: an ended run in a night of its own schedule. Throws UNKNOWN_BENCHMARK,
 * UNKNOWN_PLATFORM, UNKNOWN_METRIC or INPUT_INVALID, each with the place of the faulty value.
 */
export function planPush(input: PushInput): Push {
  const { result, digest, project, now, ids } = input;
  const { benchmark, platform, source, seed, host } = result;
  const manifest = input.catalog.benchmarks.find(({ manifest }) => manifest.name === benchmark)?.manifest ?? null;
  if (manifest !== null) checkPlatform(input, manifest.platforms);
  const metrics = pushedMetrics(result, manifest);
  const methodVersion = pushedMethod(result, manifest);
  const instant = pushedNight(result, now);
  const measured = readMeasured(result, metrics);
  const stack = stackOf(result.environment);
  const observedHost = hostOf(result.environment, host);
  const pinned = input.pinFile?.pins.find((pins) => pins.benchmark === benchmark && pins.platform === platform) ?? null;
  const observed = { benchmark, methodVersion, platform, stack, image: result.environment?.image ?? null };
  const receivedAt = now.toISOString();
  const after = (minutes: number): string => new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
  const id = ids.next('run');
  const log = result.log ?? '';
  return {
    key: sha256Hex(canonicalJson([project, platform, source.name, source.id ?? digest])),
    origin: {
      source,
      receivedAt,
      digest,
      unknown: [...(stack === null ? ['stack' as const] : []), ...(observedHost === null ? ['host' as const] : [])],
    },
    run: {
      ...{ id, project, purpose: 'pushed', nightId: null, experiment: null, seed, priority: PRIORITY.pushed },
      pins: pushedPins(observed, pinned),
      limits: manifest?.limits ?? NO_LIMITS,
      metrics,
      createdAt: receivedAt,
    },
    report: {
      ...{ fence: ids.secret(), runId: id, attempt: 1, outcome: measured.outcome, detail: measured.detail },
      exitCode: result.exitCode ?? null,
      startedAt: result.startedAt,
      endedAt: result.endedAt,
      measurements: [...measured.measurements],
      ...(stack === null ? {} : { stack }),
      ...(observedHost === null ? {} : { host: observedHost }),
      tainted: result.tainted ?? [],
      logBytes: Buffer.byteLength(log),
      logDropped: result.logDropped ?? 0,
    },
    ...{ host, samples: measured.samples, log },
    night: {
      id: ids.next('night'),
      schedule: PUSH_SCHEDULE,
      instant,
      deadline: after(PUSH_DEADLINE_MINUTES),
      quietUntil: result.last === true ? receivedAt : after(QUIET_MINUTES),
    },
  };
}

/** A benchmark of the catalog may be measured on any platform that the catalog knows, and on no misspelt one. */
function checkPlatform({ result: { benchmark, platform }, catalog }: PushInput, own: readonly string[]): void {
  const known = new Set([...own, ...catalog.platforms.map(({ name }) => name)]);
  if (known.has(platform)) return;
  throw new PlumblineError(
    'UNKNOWN_PLATFORM',
    `platform "${platform}" of ${benchmark} is not in the catalog; known: ${[...known].sort().join(', ')}`,
    { place: { path: 'body/platform' } },
  );
}
