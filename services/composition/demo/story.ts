import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoOptions, ProgressFactory } from '../../cli/context.ts';
import { formatDuration } from '../../cli/duration.ts';
import type { Output } from '../../cli/output.ts';
import { metricOf } from '../../cli/search-text.ts';
import { PlumblineError } from '../../core/errors.ts';
import type { IncidentDetail } from '../../core/model/api/incident.ts';
import type { Status } from '../../core/model/api/status.ts';
import type { Config } from '../../core/model/config.ts';
import { causeLine } from '../../core/reporting/cause-line.ts';
import { createTracker } from '../../github/tracker.ts';
import { findService } from '../discovery.ts';
import { buildImages, resolveChannels } from '../images.ts';
import { createLog } from '../log.ts';
import { type Service, startService } from '../service.ts';
import { copyCatalog, MOVE, moveChannel } from './channel.ts';
import { judgeRun } from './first-run.ts';
import { demoText } from './report.ts';
import { startStandIn } from './stand-in.ts';
import { watchCause, watchIncident, watchNight, watchRuns } from './watch.ts';

/** Ticks of the demo's schedule: every minute. A night that is still running when the next tick comes is not joined by a second one. */
const CRON = '* * * * *';
const DEADLINE_MINUTES = 10;

export interface Demo {
  readonly config: Config;
  readonly service: Service;
  readonly status: Status;
  readonly incident: IncidentDetail;
  readonly text: string;
  stop(): Promise<void>;
}

/** The product's job once, on this machine, with nothing made up: every number printed comes out of a run that just happened. */
export async function runDemo(
  base: Config,
  options: DemoOptions,
  progress: ProgressFactory,
  output: Output,
  signal: AbortSignal,
): Promise<Demo> {
  const began = performance.now();
  const say = (text: string) => output.err(`[${formatDuration(performance.now() - began)}] ${text}\n`);
  const config = await prepare(base);
  const log = createLog(config.state);

  say(`Building and pinning the images of ${config.catalog}`);
  await buildImages(config, { benchmarks: [], base: null }, progress, signal);
  const github = await issuePlace(base, options);
  const service = await startOnAnyPort(config, { ...github.config }, log);
  const stop = async () => {
    await service.stop();
    await github.close();
  };
  try {
    say(`The service runs at ${service.url}; issues go to ${github.config.repository} on ${github.where}`);
    await calibrate(config, service, progress, say, signal);

    const schedule = [{ name: 'demo', cron: CRON, timeZone: 'UTC', deadlineMinutes: DEADLINE_MINUTES }];
    const seen = new Set<string>();
    await service.schedule(schedule);
    say(`The schedule ticks every minute; ${options.nights} nights before anything changes`);
    for (let night = 0; night < options.nights; night += 1) await oneNight(service, seen, progress, say, signal);
    await service.schedule([]);

    const move = moveChannel(config.catalog);
    say(`A channel moves: ${MOVE.benchmark}/requirements.in said ${move.before}, now says ${move.after}`);
    await resolveChannels(config, [MOVE.benchmark], progress);
    await buildImages(config, { benchmarks: [MOVE.benchmark], base: null }, progress, signal);
    await service.schedule(schedule);
    const moved = await oneNight(service, seen, progress, say, signal);
    await service.schedule([]);

    say('Confirming by paired, interleaved re-runs against the last good environment');
    const confirmed = await watchIncident(service.client, MOVE.benchmark, progress('pairs'), signal);
    say(confirmed.issue ? `Issue #${confirmed.issue.number} is open` : 'No issue: the suspicion was dismissed');
    if (confirmed.incident.nightId !== moved)
      say(
        'It is older than the change: other work on this machine slowed the nights before. Try again when it is quiet',
      );
    const incident = confirmed.issue ? await attribute(confirmed, service, progress, say, signal) : confirmed;
    const status = await service.client.status();
    const text = demoText({
      status,
      incident,
      url: service.url,
      state: config.state,
      tookMs: performance.now() - began,
      where: github.where,
    });
    return { config, service, status, incident, text, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A state folder and a catalog of the demo's own, emptied; the wheels that were downloaded before are kept. */
async function prepare(base: Config): Promise<Config> {
  const state = join(base.state, 'demo');
  const running = await findService(state);
  if (running)
    throw new PlumblineError(
      'CONFLICT',
      `a demo runs already at ${running.url} (process ${running.pid}); stop it first`,
    );
  for (const part of ['store', 'queue', 'worker', 'logs', 'catalog', 'pins.json'])
    rmSync(join(state, part), { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  const catalog = join(state, 'catalog');
  copyCatalog(base.catalog, catalog);
  return {
    ...base,
    project: 'demo',
    state,
    catalog,
    schedules: [],
    databaseUrl: null,
    redisUrl: null,
    apiUrl: null,
    token: null,
  };
}

interface IssuePlace {
  readonly config: { readonly repository: string; readonly token: string; readonly apiUrl: string };
  readonly where: string;
  close(): Promise<void>;
}

/** GitHub only when it was asked for by name and a token is there; otherwise the stand-in. */
async function issuePlace(base: Config, { github }: DemoOptions): Promise<IssuePlace> {
  if (github === null) {
    const standIn = await startStandIn();
    return { config: standIn, where: `the GitHub stand-in at ${standIn.apiUrl}`, close: () => standIn.close() };
  }
  if (base.github.token === null) throw new PlumblineError('TOKEN_MISSING', '--github needs PLUMBLINE_GITHUB_TOKEN');
  return {
    config: { repository: github, token: base.github.token, apiUrl: base.github.apiUrl },
    where: base.github.apiUrl,
    close: async () => {},
  };
}

/** Listens where it is configured, or on a free port when somebody has that one. */
async function startOnAnyPort(
  config: Config,
  github: IssuePlace['config'],
  log: ReturnType<typeof createLog>,
): Promise<Service> {
  const start = (port: number) =>
    startService({
      config: { ...config, listen: { host: '127.0.0.1', port } },
      log,
      schedule: true,
      worker: true,
      announce: true,
      tracker: createTracker({ ...github, log }),
    });
  try {
    return await start(config.listen.port);
  } catch (error) {
    if (error instanceof PlumblineError && /cannot listen/.test(error.message)) return start(0);
    throw error;
  }
}

async function calibrate(
  config: Config,
  { client }: Service,
  progress: ProgressFactory,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  // A canary has no band: each host is held against its own. What nobody has run yet was not built.
  const benchmarks = (await client.benchmarks()).filter(
    ({ manifest }) => manifest.canary !== true && manifest.notRun === undefined,
  );
  say(
    `Calibrating the speed bands on this machine: ${config.calibration.runs} runs of each of ${benchmarks.length} benchmarks`,
  );
  const ids: string[] = [];
  for (const { manifest } of benchmarks)
    ids.push(
      ...(await client.calibrate({ benchmark: manifest.name, runs: config.calibration.runs })).runs.map(
        (run) => run.id,
      ),
    );
  await watchRuns(client, ids, progress('calibration'), signal, (run) => {
    for (const sentence of judgeRun(run)) say(`The first judged run, ${run.benchmark} seed ${run.seed}: ${sentence}`);
  });
}

/** Waits for the proof of the cause, whichever it is, and says it. */
async function attribute(
  { incident }: IncidentDetail,
  { client }: Service,
  progress: ProgressFactory,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<IncidentDetail> {
  say('Searching for the cause: images between both environments are built, and run in turns with the good one');
  const detail = await watchCause(client, incident.id, progress('decisions'), signal);
  const { cause } = detail.incident;
  if (cause) say(causeLine(cause, detail.search && metricOf(detail.search)));
  return detail;
}

/** Waits for one night and says what it found; answers with its id. */
async function oneNight(
  { client }: Service,
  seen: Set<string>,
  progress: ProgressFactory,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const night = await watchNight(client, seen, progress('night'), signal);
  seen.add(night.id);
  const { series } = await client.status();
  const out = series.filter((row) => row.nightId === night.id && row.verdict?.kind !== 'in-band');
  const judged = series.filter((row) => row.nightId === night.id).length;
  say(
    `Night ${night.instant}: ${judged - out.length} of ${judged} series in their bands${out.map((row) => `; ${row.series.benchmark} ${row.series.metric}: ${row.verdict?.reason ?? 'not judged'}`).join('')}`,
  );
  return night.id;
}
