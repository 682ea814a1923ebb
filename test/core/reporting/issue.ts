import fc from 'fast-check';
import t from 'tap';
import type { IncidentSeries } from '../../../services/core/model/incident.ts';
import { closeComment, openIssue, persistComment, updateIssue } from '../../../services/core/reporting/issue.ts';
import { issueMarker } from '../../../services/core/reporting/marker.ts';
import { aBasis } from '../../support/builders.ts';
import { ACCURACY, conclusionOf, contextOf, incidentOf, stepOf, THROUGHPUT } from '../../support/reporting.ts';

const failure = {
  runId: 'run_00000001',
  outcome: 'exit-nonzero',
  detail: 'exit code 1',
  logTail: 'Traceback\nboom',
} as const;
const titles = (series: readonly IncidentSeries[], change = {}) => {
  const issue = openIssue(incidentOf({ series }), contextOf(change));
  return issue.kind === 'open' ? issue.title : '';
};
const body = (...given: Parameters<typeof openIssue>) => {
  const issue = openIssue(...given);
  return issue.kind === 'open' ? issue.body : '';
};

t.test('the issue of a slower benchmark', async (t) => {
  const issue = openIssue(incidentOf(), contextOf());
  t.match(issue, { kind: 'open', labels: ['plumbline'] });
  t.equal(
    titles([ACCURACY, THROUGHPUT]),
    'numpy-mlp-digits on cpu-x86_64: throughput −61 % and 1 more since 2026-11-24',
  );
  t.matchSnapshot(body(incidentOf(), contextOf()));
});

t.test('the issue of a benchmark that fails', async (t) => {
  const invalid = { ...ACCURACY, direction: 'invalid', value: null } as const;
  t.equal(titles([invalid], { failure }), 'numpy-mlp-digits on cpu-x86_64: exit-nonzero since 2026-11-24');
  t.matchSnapshot(body(incidentOf({ series: [invalid] }), contextOf({ failure, experiment: null })));
});

t.test('the title has the days between which it moved; the summary says whose it is', async (t) => {
  const dates = ['2026-11-21T02:00:00.000Z', '2026-11-24T02:00:00.000Z'];
  const issue = openIssue(incidentOf({ dates }), contextOf()) as { title: string };
  t.match(issue.title, /since 2026-11-21 to 2026-11-24$/);
  const shifted = incidentOf({ series: [{ ...THROUGHPUT, basis: aBasis() }] });
  t.match(body(shifted, contextOf()), 'moved inside their expected band. Class: software');
  t.match(body(incidentOf({ side: 'host' }), contextOf()), 'left their expected band. Class: host side');
  t.match(openIssue(incidentOf({ dates: [] }), contextOf()), { title: /since 2026-11-24$/ });
});

/** A search as it goes for numpy among four changes. */
const steps = [
  { ...stepOf(0, ['env:A', 'package:jax', 'package:numpy', 'package:scipy'], {}, null, 'all new') },
  stepOf(1, ['env:A', 'package:jax'], { verdict: 'good', value: 10_490, effect: -0.001, interval: [-0.01, 0.01] }, 0),
  stepOf(
    2,
    ['env:A', 'package:jax', 'package:scipy'],
    { verdict: 'good', value: 10_510, effect: 0.001 },
    1,
    'all new, numpy old',
  ),
  stepOf(3, ['package:numpy'], {}, 2),
  stepOf(4, ['package:scipy'], {
    verdict: 'unresolved',
    unresolved: 'refused',
    reason: 'scipy 1.14 needs numpy>=2 | @team',
    reference: null,
    value: null,
    effect: null,
    interval: null,
    pairs: 0,
    runs: 0,
  }),
];
const searched = { searchId: 'sea_00000001', cause: conclusionOf(), state: 'attributed' } as const;
const title = (change: Parameters<typeof incidentOf>[0], context = {}) => {
  const issue = updateIssue(incidentOf(change), contextOf(context));
  return 'title' in issue ? issue.title : '';
};

t.test('the issue of an incident whose cause is proven', async (t) => {
  const suspects = [
    ...incidentOf().suspects,
    { factor: 'package:scipy', from: '1.13.1', to: '1.14.0' },
    { factor: 'kernel', from: '5.15', to: '6.8' },
  ];
  const incident = incidentOf({ ...searched, suspects });
  const context = contextOf({ search: { steps } });
  t.equal(
    title({ ...searched, series: [THROUGHPUT] }),
    'numpy-mlp-digits on cpu-x86_64: throughput −60 % since numpy 1.26.4 → 2.0.0',
  );
  t.equal(title(searched), 'numpy-mlp-digits on cpu-x86_64: throughput −60 % and 1 more since numpy 1.26.4 → 2.0.0');
  t.matchSnapshot(body(incident, context));
});

t.test('the series that the search followed leads the title', async (t) => {
  const cause = conclusionOf({ metric: 'accuracy', effect: -0.013 });
  t.match(title({ ...searched, cause }), ': accuracy −1.3 percentage points and 1 more since numpy');
  const other = conclusionOf({ metric: 'memory' });
  t.match(
    title({ ...searched, cause: other }),
    ': throughput −61 % and 1 more since numpy',
    'nothing is known of its scale',
  );
  t.match(title({ ...searched, cause: conclusionOf({ effect: null }) }), ': throughput −61 % and 1 more since numpy');
  t.match(title(searched, { failure }), ': exit-nonzero since numpy 1.26.4 → 2.0.0');
});

t.test('without a proven cause the title keeps its dates', async (t) => {
  for (const outcome of ['blocked', 'not-reproducible'] as const)
    t.match(title({ cause: conclusionOf({ outcome, factors: [] }) }), /throughput −61 % and 1 more since 2026-11-24$/);
  const kernel = [{ factor: 'kernel', from: '5.15', to: '6.8' }];
  const host = conclusionOf({ outcome: 'host', factors: kernel });
  t.match(title({ cause: host }), /since 2026-11-24, host side: kernel 5\.15 → 6\.8$/);
  t.match(title({ cause: conclusionOf({ outcome: 'host', factors: [] }) }), /since 2026-11-24$/);
});

t.test('the summary says whose a proven cause is', async (t) => {
  t.match(
    body(incidentOf(searched), contextOf()),
    'Class: software (something in the container other than data and method is the cause).',
  );
  const cause = conclusionOf({ factors: [{ factor: 'dataset:train.csv', from: 'a', to: 'b' }] });
  t.match(body(incidentOf({ ...searched, cause }), contextOf()), 'own code is the cause)');
  t.match(title({ ...searched, cause }), 'since data set file train.csv');
  t.match(body(incidentOf({ ...searched, state: 'dismissed' }), contextOf()), 'Class: noise');
});

t.test('a title without a number says what it found', async (t) => {
  for (const [direction, words] of [
    ['below', 'accuracy below its band'],
    ['above', 'accuracy above its band'],
    ['changed', 'accuracy changed'],
    ['invalid', 'accuracy invalid'],
  ] as const) {
    t.match(titles([{ ...ACCURACY, direction }]), words);
  }
});

t.test('a confirmed series leads the title before one with more evidence that is not', async (t) => {
  const undecided = {
    ...THROUGHPUT.confirmation,
    decision: 'undecided',
    evidence: 1e8,
  } as IncidentSeries['confirmation'];
  t.match(titles([{ ...THROUGHPUT, metric: 'loud', confirmation: undecided }, THROUGHPUT]), ': throughput −61 %');
});

t.test('an issue with nothing in it is refused', async (t) => {
  t.throws(() => openIssue(incidentOf({ series: [] }), contextOf({ failure })), {
    code: 'INTERNAL',
    message: /no series/,
  });
  const empty = { ...ACCURACY, value: null };
  t.throws(() => openIssue(incidentOf({ series: [empty] }), contextOf()), { code: 'INTERNAL', message: /no value/ });
  const fresh = { ...THROUGHPUT, value: null };
  t.doesNotThrow(
    () => openIssue(incidentOf({ series: [fresh] }), contextOf()),
    'values of the confirmation are values',
  );
});

t.test('an update is the same issue again', async (t) => {
  const { labels, ...opened } = openIssue(incidentOf(), contextOf()) as { labels: unknown };
  t.strictSame(updateIssue(incidentOf(), contextOf()), { ...opened, kind: 'update' });
  t.ok(labels);
});

t.test('comments come from here too', async (t) => {
  t.type(persistComment, 'function');
  t.type(closeComment, 'function');
});

t.test('the largest incident stays below the bound, and one above it is refused', async (t) => {
  const wild = '@`|<!--'.repeat(100);
  const series = Array.from({ length: 64 }, () => ({ ...THROUGHPUT, metric: wild, unit: wild }));
  const suspects = Array.from({ length: 500 }, () => ({ factor: wild, from: wild, to: wild }));
  const runs = Array.from({ length: 200 }, (_, seed) => ({ id: wild, seed, outcome: 'measured', host: wild }) as const);
  const logTail = `${wild}\n`.repeat(50);
  const large = contextOf({ runs, failure: { ...failure, runId: wild, detail: wild, logTail } });
  t.ok(body(incidentOf({ series, suspects, reason: wild }), large).length <= 60_000);
  const many = Array.from({ length: 300 }, (_, at) => stepOf(at, [wild], { reason: wild }, at - 1, wild));
  const cause = conclusionOf({
    factors: suspects,
    suspects,
    refused: [wild, wild, wild],
    reason: wild,
    necessity: null,
  });
  const told = incidentOf({
    series,
    suspects: suspects.map((one, at) => ({ ...one, factor: `x:${at}` })),
    reason: wild,
    cause,
  });
  const blocked = { ...cause, outcome: 'blocked', left: suspects } as const;
  for (const incident of [told, { ...told, cause: blocked }]) {
    const text = body(incident, { ...large, search: { steps: many } });
    t.ok(text.length <= 60_000, `${text.length} characters`);
    t.match(text, 'more rows are left out here');
  }
  const endless = incidentOf({
    platform: 'p',
    id: `inc_${'a'.repeat(64)}`,
    benchmark: 'b',
    state: 'x'.repeat(60_000) as 'confirmed',
  });
  t.throws(() => openIssue(endless, contextOf()), { code: 'INTERNAL', message: /characters/ });
});

const foreign = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@octocat',
        '#1',
        '|',
        '```',
        '\n',
        '<!-- plumbline:incident=inc_00000001 -->',
        'ghp_A1b2C3d4E5f6G7h8I9j0K1l2',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

t.test('whatever logs and manifests say, nobody is mentioned and the marker stands once, at the end', async (t) => {
  fc.assert(
    fc.property(foreign, foreign, foreign, (one, two, three) => {
      const incident = incidentOf({
        series: [{ ...THROUGHPUT, metric: one, unit: two }],
        suspects: [{ factor: three, from: one, to: two }],
        reason: three,
        cause: conclusionOf({
          outcome: three.length > 8 ? 'blocked' : 'found',
          factors: [{ factor: one, from: two, to: three }],
          left: [{ factor: three, from: one, to: two }],
          metric: one,
          refused: [two, three],
          reason: one,
        }),
      });
      const hostile = [
        stepOf(0, [one], { reason: two }, null, three),
        stepOf(1, [one], { unresolved: 'broken', reason: one }),
      ];
      const tail = { ...failure, detail: two, logTail: `${one}\n${three}` };
      const issue = openIssue(incident, contextOf({ failure: tail, runs: [], search: { steps: hostile } }));
      if (issue.kind !== 'open') return;
      const marker = issueMarker(incident.id);
      t.equal(issue.body.indexOf(marker), issue.body.length - marker.length);
      for (const text of [issue.body, issue.title]) {
        t.notMatch(text, /@(?![\u200B…])/);
        t.notMatch(text, /ghp_A/);
        t.notMatch(text, /#\d/);
      }
      t.ok(issue.title.length <= 200 && issue.body.length <= 60_000);
    }),
    { numRuns: 200 },
  );
});

t.test('results that were handed in are not called nightly runs', async (t) => {
  const text = body(incidentOf(), contextOf({ experiment: null, pushed: true }));
  t.match(text, /^Results that were handed in of numpy-mlp-digits/);
});
