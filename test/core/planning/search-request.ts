import t from 'tap';
import type { SearchRequest } from '../../../services/core/model/api/search.ts';
import {
  planSearchRequest,
  SEARCH_BUDGET,
  SEARCH_BUDGET_MAX,
  type SearchInput,
} from '../../../services/core/planning/search-request.ts';
import type { Run } from '../../../services/core/ports/store-runs.ts';
import { aRun, somePins } from '../../support/builders.ts';
import { catalogOf, countingIds, manifest } from '../../support/planning.ts';

const ended = (id: string, change: Partial<Run> = {}): Run => ({
  ...aRun({ id, pins: somePins({ benchmark: 'a' }) }),
  ...{ state: 'ended', outcome: 'measured', detail: '', exitCode: 0, attempt: 1, startedAt: null, endedAt: null },
  ...{ host: 'h', stackFingerprint: null, hostFingerprint: null, tainted: [], logBytes: 0, logDropped: 0 },
  cancelRequested: false,
  ...change,
});
const RUNS: SearchRequest = { good: { kind: 'run', run: 'run_1' }, bad: { kind: 'run', run: 'run_2' } };
const SET: SearchRequest = {
  benchmark: 'a',
  good: { kind: 'set', set: {} },
  bad: { kind: 'set', set: { 'package:numpy': '2.0.0' } },
};
const plan = (request: SearchRequest, change: Partial<SearchInput> = {}) =>
  planSearchRequest({
    ...{ request, catalog: catalogOf(manifest('a'), manifest('wide', { platforms: ['cpu-x86_64', 'gpu'] })) },
    runs: { good: ended('run_1'), bad: ended('run_2') },
    ...{ project: 'default', actor: 'operator ada', budget: SEARCH_BUDGET },
    ...{ now: new Date('2026-11-24T12:00:00Z'), ids: countingIds() },
    ...change,
  });

t.test('two runs say what is searched; nothing is prepared yet', async (t) => {
  t.match(plan({ ...RUNS, metric: 'accuracy', maxPairs: 9 }), {
    ...{ id: 'sea_00000001', state: 'queued', benchmark: 'a', platform: 'cpu-x86_64', actor: 'operator ada' },
    ...{ metric: 'accuracy', sides: { good: RUNS.good, bad: RUNS.bad }, good: null, bad: null, incidentId: null },
    budget: { ...SEARCH_BUDGET, maxPairs: 9 },
    createdAt: '2026-11-24T12:00:00.000Z',
  });
  t.equal(plan({ ...RUNS, bad: RUNS.good }).metric, null, 'the same run twice is a control');
});

t.test('other sides are of the catalog’s benchmark', async (t) => {
  t.match(plan(SET), { benchmark: 'a', platform: 'cpu-x86_64', sides: { bad: SET.bad } });
  t.match(plan({ ...SET, metric: 'throughput' }), { metric: 'throughput' });
  t.match(plan({ ...SET, good: RUNS.good }), { benchmark: 'a' }, 'a run beside a change of it');
  t.match(plan({ ...SET, bad: RUNS.bad, benchmark: undefined }), { benchmark: 'a' });
  const { benchmark: _, ...nameless } = SET;
  t.throws(() => plan(nameless), { code: 'INPUT_INVALID', message: /name the benchmark/ });
  t.throws(() => plan({ ...SET, benchmark: 'wide' }), { code: 'INPUT_INVALID', message: /several platforms/ });
  t.throws(() => plan({ ...SET, benchmark: 'x' }), { code: 'UNKNOWN_BENCHMARK', message: /"x"/ });
  t.throws(() => plan({ ...SET, platform: 'gpu' }), { code: 'UNKNOWN_PLATFORM', message: /"gpu"/ });
  t.throws(() => plan({ ...SET, good: RUNS.good }, { catalog: catalogOf() }), { code: 'UNKNOWN_BENCHMARK' });
});

t.test('runs that do not fit are named', async (t) => {
  const refused = (bad: Run | null, message: RegExp, code = 'INPUT_INVALID') =>
    t.throws(() => plan(RUNS, { runs: { good: ended('run_1'), bad } }), { code, message });
  refused(null, /no run "run_2"/, 'NOT_FOUND');
  refused(ended('run_2', { state: 'running' }), /"run_2" is running/);
  refused(ended('run_2', { pins: somePins({ benchmark: 'b' }) }), /two benchmarks: run_1 of a, run_2 of b/);
  refused(ended('run_2', { pins: somePins({ benchmark: 'a', platform: 'gpu' }) }), /two platforms/);
  t.throws(() => plan({ ...RUNS, benchmark: 'b' }), { code: 'INPUT_INVALID', message: /"b" was named.* of a/ });
  t.throws(() => plan({ ...RUNS, platform: 'gpu' }), { code: 'INPUT_INVALID', message: /platform "gpu"/ });
  t.throws(() => plan({ ...RUNS, metric: 'x' }), { code: 'UNKNOWN_METRIC', message: /"x"; it has accuracy/ });
});

t.test('a budget is 1 or more, and not without end', async (t) => {
  t.throws(() => plan({ ...RUNS, maxRuns: 0 }), { message: /a budget of 0 runs can show nothing/ });
  t.throws(() => plan({ ...RUNS, maxMinutes: -1 }), { message: /a budget of -1 minutes/ });
  t.throws(() => plan(RUNS, { budget: { ...SEARCH_BUDGET, maxPairs: 0 } }), { message: /0 pairs/ });
  const over = SEARCH_BUDGET_MAX.maxRuns + 1;
  t.throws(() => plan({ ...RUNS, maxRuns: over }), { code: 'INPUT_INVALID', message: /at most 10000/ });
});

t.test('a run of another system is no side: nothing can be mixed from it', async (t) => {
  const pins = somePins({ benchmark: 'a', image: { reference: somePins().image.reference, kind: 'observed' } });
  t.throws(() => plan(RUNS, { runs: { good: ended('run_1'), bad: ended('run_2', { pins }) } }), {
    code: 'INPUT_INVALID',
    message: /another system made run "run_2"/,
  });
});
