import { PlumblineError } from '../core/errors.ts';
import type { ResultAnswer, ResultQuery } from '../core/model/api/result.ts';
import type { Digest } from '../core/model/base.ts';
import { sha256Hex } from '../core/model/identity.ts';
import { isRestorable } from '../core/model/pins.ts';
import type { PushedResult } from '../core/model/pushed.ts';
import type { Push } from '../core/ports/store-pushed.ts';
import { type LogFacts, resultOfLog } from '../core/pushed/from-log.ts';
import { createLogPushReader } from '../core/pushed/log.ts';
import { placeOf } from '../core/pushed/place.ts';
import { planPush } from '../core/pushed/plan.ts';
import type { ApiDeps } from './deps.ts';
import { found } from './found.ts';
import { runBands } from './run-bands.ts';
import { runSummary } from './views/run.ts';

/** Where nobody says what made a result. */
const UNNAMED_SOURCE = 'push';

/** Stores a result, unless it is a dry run, and says where its values lie. */
export async function takeResult(
  deps: ApiDeps,
  result: PushedResult,
  digest: Digest,
  dryRun: boolean,
): Promise<ResultAnswer> {
  const { store, config, clock, ids } = deps;
  const [catalog, pinFile] = await Promise.all([deps.catalog.load(), deps.pins.load()]);
  const push = planPush({ result, digest, catalog, pinFile, project: config.project, now: clock.now(), ids });
  const answer: ResultAnswer = {
    ...{ run: null, nightId: null, night: push.night.instant, repeated: false },
    ...{ outcome: push.report.outcome, detail: push.report.detail },
    measurements: await placed(deps, push),
    unknown: [...push.origin.unknown],
    restorable: isRestorable(push.run.pins),
  };
  if (dryRun) return answer;
  const { runId, nightId, repeated } = await store.pushed.take(push);
  const run = runSummary(found(await store.runs.get(runId), 'run', runId));
  if (!repeated) {
    deps.log.info('a result was handed in', { run: runId, night: nightId, source: push.origin.source.name });
    deps.wake?.();
  }
  return { ...answer, run, nightId, repeated };
}

async function placed({ store }: ApiDeps, { run, report }: Push): Promise<ResultAnswer['measurements']> {
  const bands = await runBands(store, run);
  return report.measurements.flatMap((measurement) => {
    const metric = run.metrics.find(({ name }) => name === measurement.metric);
    return metric === undefined ? [] : [placeOf(measurement, metric, bands.get(metric.name) ?? null)];
  });
}

/** The result that a log of another format and the query make, with the digest of both. INPUT_INVALID: something is missing. */
export async function resultOfBody(
  deps: Pick<ApiDeps, 'catalog' | 'clock'>,
  query: ResultQuery,
  log: string,
): Promise<{ readonly result: PushedResult; readonly digest: Digest }> {
  const { benchmark, platform, seed, host } = query;
  if (benchmark === undefined || platform === undefined || seed === undefined || host === undefined)
    throw new PlumblineError('INPUT_INVALID', 'a log needs benchmark, platform, seed and host in the query');
  const { benchmarks } = await deps.catalog.load();
  const metrics = benchmarks.find(({ manifest }) => manifest.name === benchmark)?.manifest.metrics;
  if (metrics === undefined)
    throw new PlumblineError(
      'UNKNOWN_BENCHMARK',
      `benchmark "${benchmark}" is not in the catalog: a result document can describe its metrics, a log cannot`,
    );
  const keys = new Map((query.metric ?? []).map((pair) => splitKey(pair)));
  for (const name of keys.keys())
    if (!metrics.some((metric) => metric.name === name))
      throw new PlumblineError('UNKNOWN_METRIC', `${benchmark} has no metric "${name}"`, {
        place: { path: 'querystring/metric' },
      });
  const reader = createLogPushReader(metrics, keys, query.format ?? null);
  reader.push(Buffer.from(log));
  const endedAt = query.endedAt ?? deps.clock.now().toISOString();
  const { exitCode, night, last, source = UNNAMED_SOURCE, sourceId: id, sourceUrl: url } = query;
  const facts: LogFacts = {
    ...{ benchmark, platform, seed, host, startedAt: query.startedAt ?? endedAt, endedAt },
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(night === undefined ? {} : { night }),
    ...(last === undefined ? {} : { last }),
    source: { name: source, ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) },
  };
  const { dryRun: _, ...said } = query;
  const digest = `sha256:${sha256Hex(JSON.stringify([Object.entries(said).sort(), log]))}`;
  return { result: resultOfLog(reader.end(), facts, metrics), digest };
}

function splitKey(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
