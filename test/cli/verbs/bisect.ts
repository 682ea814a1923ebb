import t from 'tap';
import type { SearchDetail, SearchRequest } from '../../../services/core/model/api/search.ts';
import { command } from '../../support/cli.ts';
import { conclusionOf, trialOf } from '../../support/reporting.ts';
import { aSearch } from '../../support/searches.ts';

const ID = 'sea_00000001';
const RUN = { pair: 0, seed: 7, outcome: 'measured', detail: '', measurements: [] } as const;

/** One step of the search as the API shows it; its runs are `run_<step>g` and `run_<step>b`. */
function step(at: number, text: string, parent: number | null, answer: unknown) {
  const runs = [
    { ...RUN, runId: `run_${at}g`, arm: 'good' },
    { ...RUN, runId: `run_${at}b`, arm: 'bad' },
  ];
  return {
    ...{ at, answer, createdAt: '2026-11-24T00:00:00Z' },
    ask: { kind: 'trial', stage: 'search', mixture: { taken: ['package:numpy'] }, text, parent },
    experiment: { id: `exp_${at}`, state: 'ended', maxPairs: 6, reason: '', runs },
  };
}

const STEPS = [
  step(0, 'all new', null, trialOf()),
  step(
    1,
    'all old, scipy new',
    0,
    trialOf({ verdict: 'unresolved', unresolved: 'refused', reason: 'pip: no such mix' }),
  ),
  step(2, 'all new, numpy old', 0, trialOf({ verdict: 'good', effect: 0.002, interval: [-0.01, 0.01], value: 10_480 })),
  step(3, 'all old, numpy new', 2, trialOf()),
];

function detail(change: Parameters<typeof aSearch>[0] = {}, steps: readonly unknown[] = STEPS): SearchDetail {
  const {
    good: _good,
    bad: _bad,
    limits: _limits,
    implications: _implications,
    levels: _levels,
    ...search
  } = aSearch({
    bound: { changes: 6, decisions: 9, runs: 54, minutes: 39.2 },
    changes: [{ factor: 'package:numpy', from: '1.26.4', to: '2.0.0' }],
    ...change,
  });
  const { metrics: _metrics, ...view } = search;
  const metrics = [{ name: 'throughput', unit: 'examples/s', scale: 'positive' }];
  return { search: view, metrics, steps } as unknown as SearchDetail;
}

/** A client whose search goes through these states, one a look, and stays in the last. */
function clientOf(states: readonly SearchDetail[], asked: SearchRequest[] = []) {
  let looks = 0;
  return {
    startSearch: async (body: SearchRequest) => {
      asked.push(body);
      return states[0]?.search;
    },
    search: async () => states[Math.min(looks++, states.length - 1)],
  } as never;
}

const ENDED = detail({
  state: 'ended',
  conclusion: conclusionOf({ suspects: [{ factor: 'library:libblas', from: '1', to: '2' }] }),
});

t.test('a search is waited for: its bound first, a line a decided step, then the cause and its proof', async (t) => {
  const asked: SearchRequest[] = [];
  const states = [
    detail({ state: 'preparing', bound: null, reason: 'building toy' }, []),
    detail({ state: 'running' }, [STEPS[0], step(1, 'all old, scipy new', 0, null)]),
    ENDED,
  ];
  const { exit, out, err, closed } = await command(['bisect', 'run_1', 'run_2', '--max-runs', '20'], {
    client: clientOf(states, asked),
  });
  t.equal(exit, 1, 'a cause is a finding');
  t.equal(closed, 1);
  t.match(asked, [{ good: { kind: 'run', run: 'run_1' }, bad: { kind: 'run', run: 'run_2' }, maxRuns: 20 }]);
  t.match(
    err,
    /Ctrl-C cancels it\..*building toy.*At most 9 decisions, 54 runs, 40 minutes, among 6 changes; as many decisions again for each further change that takes part\./s,
  );
  t.ok(err.indexOf('At most 9') < err.indexOf('0. all new: bad, −60 %'), 'the bound comes before the first step');
  t.match(err, /step 1: all old, scipy new \(2 runs so far\)/);
  t.match(err, /^ {2}1\. all old, scipy new: unresolved.*not built: pip: no such mix/m);
  t.equal(err.match(/0\. all new/g)?.length, 1, 'a step is told once');
  t.match(out, /CAUSE: throughput −60 % since numpy 1\.26\.4 → 2\.0\.0/);
  t.match(out, /cures \(step 2\)/);
  t.match(out, /└\u00A03|└\u00A0all old, numpy new/);
  t.match(out, /SUSPECTS WITHOUT PROOF\n.*libblas/);
  t.match(out, /good: run_2b, seed 7\n {2}bad: {2}run_3b, seed 7/);
  t.match(out, /plumbline compare run_2b run_3b/);
  t.match(out, /plumbline bisect run_2b run_3b/);
});

t.test('the exit code says what came of it', async (t) => {
  const exit = async (state: Parameters<typeof aSearch>[0]) =>
    (await command(['bisect', 'run_1', 'run_2', '--json'], { client: clientOf([detail(state)]) })).exit;
  const of = (outcome: 'several' | 'host' | 'not-reproducible' | 'blocked') =>
    exit({ state: 'ended', conclusion: conclusionOf({ outcome, factors: [], necessity: null, sufficiency: null }) });
  t.equal(await of('several'), 1);
  t.equal(await of('host'), 1);
  t.equal(await of('not-reproducible'), 0);
  t.equal(await of('blocked'), 3);
  t.equal(await exit({ state: 'cancelled' }), 3);
});

t.test('without waiting it says where to look; a private service is always waited for', async (t) => {
  const args = ['bisect', 'run_1', 'run_2', '--no-wait'];
  const { exit, out } = await command(args, { client: clientOf([detail()]) });
  t.equal(exit, 0);
  t.match(out, `plumbline search ${ID}`);
  const own = await command(args, { client: clientOf([ENDED]), ownProcess: true });
  t.match(own.out, /CAUSE/);
  const json = await command(['bisect', 'run_1', 'run_2', '--json'], { client: clientOf([ENDED]) });
  t.match(JSON.parse(json.out), { search: { id: ID }, steps: [{ at: 0 }, {}, {}, {}] });
});

t.test('a stop by the person cancels the search and says so', async (t) => {
  const stop = new AbortController();
  const cancelled: string[] = [];
  const client = {
    startSearch: async () => detail().search,
    search: async () => {
      setTimeout(() => stop.abort(), 5);
      return detail({ state: 'running' });
    },
    cancelSearch: async (id: string) => cancelled.push(id),
  } as never;
  const start = performance.now();
  const { exit, err, closed } = await command(['bisect', 'run_1', 'run_2'], { client, signal: stop.signal });
  t.ok(performance.now() - start < 900, 'at once, not at the next look');
  t.equal(exit, 3);
  t.same(cancelled, [ID]);
  t.match(err, /search sea_00000001 was cancelled; what it found so far: plumbline search sea_00000001/);
  t.equal(closed, 1);
  const refusing = {
    ...{ startSearch: async () => detail().search, search: async () => detail({ state: 'running' }) },
    cancelSearch: async () => {
      throw new Error('the service is away');
    },
  } as never;
  const away = await command(['bisect', 'run_1', 'run_2'], { client: refusing, signal: stop.signal });
  t.match(away.err, /could not be cancelled \(the service is away\)/);
});

/** What the API is asked for, given files by name. */
async function request(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const asked: SearchRequest[] = [];
  const operations = {
    readInput: async function* (file: string | null) {
      yield Buffer.from(files[file ?? ''] ?? '');
    },
  };
  const answer = await command(['bisect', ...args, '--no-wait'], { client: clientOf([detail()], asked), operations });
  return { ...answer, asked: asked[0] };
}

t.test('two environments are named in one of four ways', async (t) => {
  const set = await request([
    'toy',
    '--set',
    'package:numpy=2.0',
    'epochs=3',
    '--set',
    'env:X=1',
    '--metric',
    'throughput',
  ]);
  t.match(set.asked, {
    ...{ benchmark: 'toy', metric: 'throughput', good: { kind: 'set', set: {} } },
    bad: { kind: 'set', set: { 'package:numpy': '2.0', 'config:epochs': 3, 'env:X': '1' } },
  });
  const files = { 'a.lock': 'numpy==1\n', 'b.lock': 'numpy==2\n' };
  const lock = await request(['--benchmark', 'toy', '--good-lock', 'a.lock', '--bad-lock', 'b.lock'], files);
  t.match(lock.asked, { benchmark: 'toy', good: { kind: 'lock', text: 'numpy==1\n' }, bad: { text: 'numpy==2\n' } });
  const image = await request(['toy', '--good-image', 'r@sha256:1', '--bad-image', 'r@sha256:2', '--platform', 'p']);
  t.match(image.asked, { platform: 'p', good: { kind: 'image', reference: 'r@sha256:1' }, bad: { kind: 'image' } });
});

t.test('what names no two environments is a usage fault that says what is missing', async (t) => {
  const refused = async (args: readonly string[], message: RegExp, files = {}) => {
    const { exit, err } = await request(args, files);
    t.equal(exit, 2, args.join(' '));
    t.match(err, message);
  };
  await refused([], /name two runs, or a benchmark with --set/);
  await refused(['toy'], /name two runs, or a benchmark with --set/);
  await refused(['a', 'b', 'c'], /3 names were given/);
  await refused(['a', 'b', '--set', 'epochs=3'], /two runs and --set were given/);
  await refused(['--set', 'epochs=3'], /name the benchmark/);
  await refused(['a', '--benchmark', 'b', '--set', 'epochs=3'], /two benchmarks were named: a and b/);
  await refused(['toy', '--good-lock', 'a'], /--bad-lock is missing/, { a: 'x' });
  await refused(['toy', '--bad-image', 'a'], /--good-image is missing/);
  await refused(['toy', '--good-lock', 'a', '--bad-lock', 'b'], /a the lock file is empty|a: the lock file is empty/);
  await refused(['toy', '--set', 'epochs=3', 'config:epochs=4'], /config:epochs is given twice/);
  const huge = 'x'.repeat(4_194_305);
  await refused(['toy', '--good-lock', 'a', '--bad-lock', 'a'], /at most 4194304 bytes/, { a: huge });
});

t.test('searches are listed, and one is shown or stopped', async (t) => {
  const client = {
    searches: async () => ({ items: [ENDED.search, detail({ reason: 'waits for its turn' }).search], next: null }),
    search: async () => ENDED,
    cancelSearch: async () => detail({ state: 'cancelled' }).search,
  } as never;
  const list = await command(['searches'], { client });
  t.equal(list.exit, 0);
  t.match(list.out, /ended .*numpy 1\.26\.4 → 2\.0\.0/);
  t.match(list.out, /queued .*waits for its turn/);
  const one = await command(['search', ID], { client });
  t.equal(one.exit, 1);
  t.match(one.out, /CAUSE: throughput −60 %/);
  t.equal((await command(['search', ID, 'cancel'], { client })).exit, 0);
  t.match((await command(['search', ID, 'forget'], { client })).err, /"forget" is not cancel/);
});
