import { join } from 'node:path';
import t from 'tap';
import { startStandIn } from '../../services/composition/demo/stand-in.ts';
import { createLog } from '../../services/composition/log.ts';
import { startService } from '../../services/composition/service.ts';
import { createTracker } from '../../services/github/tracker.ts';
import { calibrated, eventually, judgedNight, verdicts } from '../support/e2e.ts';
import { testFolder } from '../support/folder.ts';
import { writePacer } from '../support/pacer.ts';

// The product's whole job with real parts: engine, image, store, queue, worker, judge, reporter, and a GitHub that keeps
// what it is told. Two configuration keys change together and one of them is harmless; the issue must name the other.
t.setTimeout(300_000);

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
}

const CALIBRATION_RUNS = 8;
const GOOD = { speed: 1000, seconds: 0.2 };
const SLOW = { speed: 600, seconds: 0.3 };

t.test(
  'a change of the configuration is found, confirmed, proven and named in one issue, and closed when it is undone',
  async (t) => {
    const folder = testFolder(t);
    const pacer = await writePacer(t, folder);
    const config = pacer.config(join(folder, 'state'));
    await pacer.pin(config);
    const github = await startStandIn();
    t.teardown(() => github.close());
    const log = createLog(config.state);
    const service = await startService({
      config,
      log,
      schedule: false,
      worker: true,
      announce: false,
      tracker: createTracker({ ...github, log }),
    });
    t.teardown(() => service.stop());
    const { client } = service;

    /** What GitHub's REST API says, asked past the product. */
    const ask = async <T>(path: string): Promise<T[]> => {
      const answer = await fetch(`${github.apiUrl}/repos/${github.repository}${path}`, {
        headers: { authorization: `Bearer ${github.token}` },
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return (await answer.json()) as T[];
    };
    const issues = () => ask<Issue>('/issues?state=all&per_page=100');
    const comments = (issue: number) => ask<{ readonly body: string }>(`/issues/${issue}/comments?per_page=100`);

    const runs = await calibrated(client, pacer.name, CALIBRATION_RUNS);
    t.same(new Set(runs.map(({ outcome }) => outcome)), new Set(['measured']));
    t.equal(runs.length, CALIBRATION_RUNS);

    for (let night = 0; night < 2; night += 1) {
      const { runs } = await judgedNight(client);
      t.equal(runs.length, 3, 'one run a seed');
      t.same(await verdicts(client), { accuracy: 'in-band', throughput: 'in-band' });
    }
    t.same(await issues(), [], 'nothing to report yet');

    pacer.set(SLOW);
    const stale = await client.planNight({ dryRun: true });
    t.match(stale.problems, [{ benchmark: pacer.name, reason: /config (seconds|speed) is pinned as / }]);
    await pacer.pin(config);
    const bad = await judgedNight(client);
    t.match(await verdicts(client), { accuracy: 'in-band', throughput: 'below' });

    const incident = await eventually('proven cause on GitHub', async () => {
      const [open] = (await client.incidents({ open: true })).items;
      const detail = open ? await client.incident(open.id) : null;
      return detail?.incident.cause && detail.outbox.every(({ state }) => state === 'sent') ? detail : null;
    });
    t.match(incident.incident, {
      benchmark: pacer.name,
      state: 'attributed',
      side: 'container',
      nightId: bad.night.id,
      series: [{ metric: 'throughput', direction: 'below', confirmation: { decision: 'confirmed' } }],
    });
    t.same(
      incident.incident.suspects.map(({ factor, from, to }) => `${factor} ${from} ${to}`).sort(),
      ['config:seconds 0.2 0.3', 'config:speed 1000 600'],
      'both are suspects',
    );
    const effect = incident.incident.series[0]?.confirmation?.effect ?? 0;
    t.ok(effect > -0.42 && effect < -0.38, `the effect is about −40 %: ${effect}`);
    const pairs = incident.experiment?.runs ?? [];
    t.ok(pairs.length >= 6, `${pairs.length} runs in pairs`);
    t.equal(
      new Set((await Promise.all(pairs.map(({ runId }) => client.run(runId)))).map(({ host }) => host)).size,
      1,
      'all pairs on one host',
    );

    const { cause, searchId } = incident.incident;
    t.match(cause, { outcome: 'found', metric: 'throughput', refused: [], suspects: [], left: [] });
    t.same(cause?.factors, [{ factor: 'config:speed', from: '1000', to: '600' }], 'one of them is proven');
    t.ok(
      (cause?.effect ?? 0) > -0.42 && (cause?.effect ?? 0) < -0.38,
      `the cause's effect is all of it: ${cause?.effect}`,
    );
    const { search, steps } = await client.search(searchId ?? '');
    t.match(search, { incidentId: incident.incident.id, state: 'ended', bound: { changes: 2 } });
    t.same(incident.search?.search.id, search.id, 'the incident shows it');
    t.equal(steps.length, 2, 'a trial from each end');
    t.match(steps[cause?.sufficiency ?? -1], {
      ask: { mixture: { taken: ['config:speed'] } },
      answer: { verdict: 'bad' },
    });
    t.match(steps[cause?.necessity ?? -1], {
      ask: { mixture: { taken: ['config:seconds'] } },
      answer: { verdict: 'good' },
    });
    const searched = steps.flatMap(({ experiment }) => experiment?.runs ?? []);
    t.equal(searched.length, cause?.runs, 'it says what it took');
    for (const { runId, arm } of searched) {
      const run = await client.run(runId);
      const step = steps.find(({ experiment }) => experiment?.id === run.experiment?.id);
      t.match(run, { state: 'ended', outcome: 'measured', purpose: 'experiment' });
      const taken = step?.ask.kind === 'trial' && step.ask.mixture.taken.includes('config:speed');
      t.equal(
        Number(run.pins.config.speed),
        arm === 'bad' && taken ? SLOW.speed : GOOD.speed,
        'it ran what the step says',
      );
    }

    const [issue, ...others] = await issues();
    t.same(others, [], 'one incident, one issue');
    t.match(issue, { number: incident.issue?.number, state: 'open', labels: [{ name: 'plumbline' }] });
    t.match(issue?.title, pacer.name);
    t.match(issue?.title, /throughput −\d+ %.* since config speed 1000 → 600/, 'the title says what did it');
    t.match(issue?.body, /### Cause/);
    for (const { ask } of steps) t.match(issue?.body, ask.kind === 'trial' ? ask.text : '', 'the tree');
    const [told, ...more] = await comments(issue?.number ?? 0);
    t.same(more, [], 'one comment');
    t.match(told?.body, /The search for the cause has ended/);
    t.match(issue?.body, /config:speed/);
    t.match(issue?.body, /1000/);
    t.match(issue?.body, /600/);
    t.match(issue?.body, `<!-- plumbline:incident=${incident.incident.id} -->`);

    pacer.set(GOOD);
    await pacer.pin(config);
    for (let night = 0; night < 3; night += 1) {
      t.equal((await issues())[0]?.state, 'open', `still open before good night ${night + 1}`);
      await judgedNight(client);
      t.same(await verdicts(client), { accuracy: 'in-band', throughput: 'in-band' });
    }
    const closed = await eventually('closed issue', async () => {
      const [first] = await issues();
      return first?.state === 'closed' ? first : null;
    });
    t.equal((await issues()).length, 1);
    const [, last, ...rest] = await comments(closed.number);
    t.same(rest, [], 'closed with one more comment');
    t.match(last?.body, /3 nights|three nights/i);
    t.equal((await client.incident(incident.incident.id)).incident.state, 'resolved');
  },
);
