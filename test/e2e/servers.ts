import { join } from 'node:path';
import t from 'tap';
import { createLog } from '../../services/composition/log.ts';
import { startService } from '../../services/composition/service.ts';
import { calibrated, endedRuns, eventually, judgedNight, verdicts } from '../support/e2e.ts';
import { testFolder } from '../support/folder.ts';
import { writePacer } from '../support/pacer.ts';
import { freshDatabase } from '../support/postgres.ts';
import { privateRedis } from '../support/queue.ts';

// The same night on PostgreSQL and Redis, as a service that grew out of one process has them.
t.setTimeout(300_000);

const CALIBRATION_RUNS = 5;

t.test('a night on PostgreSQL and Redis is judged, though Redis loses everything in the middle of it', async (t) => {
  const folder = testFolder(t);
  const pacer = await writePacer(t, folder);
  const redis = await privateRedis();
  t.teardown(() => redis.stop());
  const config = pacer.config(join(folder, 'state'), {
    databaseUrl: await freshDatabase(),
    redisUrl: redis.url,
    calibration: { runs: CALIBRATION_RUNS },
  });
  pacer.set({ speed: 1000, seconds: 1 });
  await pacer.pin(config);
  const log = createLog(config.state);
  const service = await startService({ config, log, schedule: false, worker: true, announce: false, tracker: null });
  t.teardown(() => service.stop());
  const { client } = service;
  t.match(await client.health(), { status: 'ok', parts: { store: 'ok', queue: 'ok' } });

  const calibration = await calibrated(client, pacer.name, CALIBRATION_RUNS);
  t.equal(calibration.length, CALIBRATION_RUNS);
  const quiet = await judgedNight(client);
  t.equal(quiet.runs.length, 3);
  t.same(await verdicts(client), { accuracy: 'in-band', throughput: 'in-band' });

  const { night, runs } = await client.planNight();
  const ids = runs.map(({ id }) => id);
  await eventually('first run of the night', async () => {
    const states = await Promise.all(ids.map(async (id) => (await client.run(id)).state));
    return states.includes('running') ? true : null;
  });
  await redis.signal('SIGKILL');
  const away = await eventually('queue that is away', async () => {
    const answer = await fetch(`${service.url}/api/v1/readyz`);
    return answer.status === 503 ? ((await answer.json()) as { parts: object }) : null;
  });
  t.match(away.parts, { store: 'ok', queue: 'unavailable' });
  // Without --save and an append-only file it comes back empty: the database knows what has to be queued again.
  await redis.start();

  for (const run of await endedRuns(client, ids)) {
    t.match(run, { state: 'ended', outcome: 'measured' });
    t.equal(run.attempts.filter(({ late }) => !late).length, 1, `${run.id} was tried once`);
    t.equal(run.measurements.length, 2);
  }
  await eventually('judgement', async () => ((await client.night(night.id)).night.state === 'judged' ? true : null));
  t.same(await verdicts(client), { accuracy: 'in-band', throughput: 'in-band' });
  t.same((await client.incidents({})).items, [], 'a queue that is away is no regression');
});
