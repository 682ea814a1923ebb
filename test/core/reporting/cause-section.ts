import t from 'tap';
import { causeSection } from '../../../services/core/reporting/cause-section.ts';
import { conclusionOf, contextOf, incidentOf, stepOf } from '../../support/reporting.ts';

const cause = conclusionOf();
const section = (steps: readonly ReturnType<typeof stepOf>[], change: Parameters<typeof incidentOf>[0] = { cause }) =>
  causeSection(incidentOf(change), contextOf({ search: { steps }, secrets: ['hunter2222'] })) ?? '';

t.test('nothing is said of a cause before a search has ended', async (t) => {
  t.equal(causeSection(incidentOf(), contextOf()), null);
});

t.test('the line, and the experiments as a tree', async (t) => {
  const text = section([
    stepOf(0, ['package:numpy'], {}, null, 'all new'),
    stepOf(
      1,
      [],
      {
        verdict: 'unresolved',
        unresolved: 'refused',
        reason: 'no wheel',
        value: null,
        reference: null,
        effect: null,
        interval: null,
        pairs: 0,
        runs: 0,
      },
      0,
    ),
    { ...stepOf(2, [], { interval: null }, 0), experimentId: null },
  ]);
  t.match(text, /^### Cause\n\nnumpy 1\.26\.4 → 2\.0\.0 changes throughput/);
  t.match(
    text,
    '| 0 | all new | bad | 4,150 examples/s | 10,500 examples/s | −60 % (−62 % to −59 %) | more than 10,000 : 1 | 4 | exp_00000000 |',
  );
  t.match(
    text,
    '| 1 | ├\u00A0all old,  new | unresolved | — | — | — | — | 0 | exp_00000001; not built: no wheel |'.replace(
      ',  new',
      ', new',
    ),
  );
  t.match(text, '| −60 % | more than 10,000 : 1 | 4 | — |');
  t.match(section([stepOf(0, [], null)]), '| 0 | all old, new | — | — | — | — | — | 0 | exp_00000000; under way |');
});

t.test('without steps there is only the line; without the metric only numbers that mean something', async (t) => {
  t.notMatch(causeSection(incidentOf({ cause }), contextOf()), /\|/);
  t.notMatch(causeSection(incidentOf({ cause }), contextOf({ search: null })), /\|/);
  const unknown = section([stepOf(0, [])], { cause: conclusionOf({ metric: 'other' }) });
  t.match(unknown, '| verdict | other | good beside it |');
  t.match(unknown, '| bad | 4,150 | 10,500 | — | more than');
  t.match(section([stepOf(0, [])], { cause: conclusionOf({ metric: null }) }), '| verdict | value | good');
});

t.test('rows are harmless and bounded', async (t) => {
  const wild = '@team | `x` <!-- #1 hunter2222 '.repeat(20);
  const steps = Array.from({ length: 200 }, (_, at) =>
    stepOf(at, [], { verdict: 'unresolved', unresolved: 'broken', reason: wild }, at - 1, wild),
  );
  const text = section(steps);
  t.ok(text.length < 11_000, String(text.length));
  t.match(text, /\d+ more rows are left out here\.$/);
  t.notMatch(text, /@(?!\u200B)|<!--|#\d|hunter/);
  for (const row of text.split('\n').filter((line) => line.startsWith('| ')))
    t.equal(row.split(/(?<!\\)\|/).length, 11, 'a cell stays a cell');
});
