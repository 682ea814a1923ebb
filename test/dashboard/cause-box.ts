import t from 'tap';
import type { ConclusionView, SearchDetail } from '../../services/core/model/api/search.ts';
import { causeBox } from '../../services/dashboard/cause-box.ts';
import { conclusionOf, trialOf } from '../support/reporting.ts';

const cause = structuredClone(conclusionOf()) as ConclusionView;
const trial = (change: Parameters<typeof trialOf>[0] = {}) =>
  structuredClone(trialOf(change)) as SearchDetail['steps'][number]['answer'];
const step = (at: number, parent: number | null, text: string, answer = trial()): SearchDetail['steps'][number] => ({
  at,
  ask: { kind: 'trial', stage: 'search', mixture: { taken: [] }, text, parent },
  answer,
  createdAt: '2026-11-24T03:00:00.000Z',
  experiment: at === 0 ? { id: 'exp_00000001', state: 'ended', maxPairs: 8, reason: '', runs: [] } : null,
});
const detail = (steps: SearchDetail['steps'], metrics: SearchDetail['metrics']): SearchDetail => ({
  search: {
    id: 'sea_00000001',
    project: 'default',
    incidentId: 'inc_00000001',
    actor: 'judge',
    benchmark: 'numpy-mlp-digits',
    platform: 'cpu-x86_64',
    state: 'running',
    createdAt: '2026-11-24T03:00:00.000Z',
    updatedAt: '2026-11-24T03:00:00.000Z',
    sides: { good: { kind: 'run', run: 'run_1' }, bad: { kind: 'run', run: 'run_2' } },
    metric: null,
    changes: [],
    host: null,
    budget: { maxRuns: 100, maxMinutes: 60, maxPairs: 8 },
    bound: null,
    conclusion: null,
    reason: 'it tries <b>numpy</b> alone',
  },
  metrics,
  steps,
});
const throughput = { name: 'throughput', unit: 'examples/s', scale: 'positive' } as const;

t.test('nothing stands there before a search has begun', async (t) => {
  t.equal(causeBox(null, null).text, '');
});

t.test('a search under way says what it is doing, escaped', async (t) => {
  const text = causeBox(null, detail([], [throughput])).text;
  t.match(text, '<h2>Cause</h2><p>it tries &lt;b&gt;numpy&lt;/b&gt; alone</p>');
  t.notMatch(text, '<table>');
});

t.test('a cause has its line and its experiments as a tree', async (t) => {
  const refused = trial({
    verdict: 'unresolved',
    unresolved: 'refused',
    reason: '<i>no wheel</i>',
    value: null,
    reference: null,
    effect: null,
    interval: null,
  });
  const { text } = causeBox(
    cause,
    detail([step(0, null, 'all new'), step(1, 0, '<img src=x>', refused)], [throughput]),
  );
  t.match(text, 'numpy 1.26.4 → 2.0.0 changes throughput by −60 %');
  t.match(text, '<code></code>all new</td><td><span class="badge bad">bad</span>');
  t.match(text, '<code>└\u00A0</code>&lt;img src=x&gt;</td><td><span class="badge warn">unresolved</span>');
  t.match(text, '−60 % <small>−62 % … −59 %</small></td><td class="number">more than 10,000 : 1');
  t.match(text, '<code>exp_00000001</code> <small></small>');
  t.match(text, 'not built: &lt;i&gt;no wheel&lt;/i&gt;');
  t.match(causeBox(cause, null).text, 'is the cause. Proof', 'the line alone without its search');
});

t.test('without the metric there is no size of a change', async (t) => {
  const { text } = causeBox({ ...cause, metric: 'other' }, detail([step(0, null, 'all new')], [throughput]));
  t.match(text, '<th scope="col" class="number">value</th>');
  t.notMatch(text, /−60|examples/);
});
