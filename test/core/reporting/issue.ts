import fc from 'fast-check';
import t from 'tap';
import type { IncidentSeries } from '../../../services/core/model/incident.ts';
import { closeComment, openIssue, persistComment, updateIssue } from '../../../services/core/reporting/issue.ts';
import { issueMarker } from '../../../services/core/reporting/marker.ts';
import { aBasis } from '../../support/builders.ts';
import { ACCURACY, contextOf, incidentOf, THROUGHPUT } from '../../support/reporting.ts';

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
      });
      const tail = { ...failure, detail: two, logTail: `${one}\n${three}` };
      const issue = openIssue(incident, contextOf({ failure: tail, runs: [] }));
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
