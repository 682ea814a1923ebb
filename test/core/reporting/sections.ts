import t from 'tap';
import {
  confirmationSection,
  failureSection,
  movedSection,
  runsSection,
} from '../../../services/core/reporting/sections.ts';
import { ACCURACY, contextOf, incidentOf, THROUGHPUT } from '../../support/reporting.ts';

t.test('what moved has one row a series, with dashes for what is not known', async (t) => {
  const text = movedSection(incidentOf(), contextOf());
  t.match(
    text,
    '| throughput | 10,512 examples/s | 4,101 examples/s | −61 % (−63 % to −59 %) | 9,800 to 11,200 examples/s |',
  );
  t.match(text, '| accuracy | — | 0.9782 share of test digits | — | 0.975 to 0.983 share of test digits |');
  const invalid = { ...ACCURACY, direction: 'invalid', value: null, low: null, high: null } as const;
  t.match(
    movedSection(incidentOf({ series: [invalid] }), contextOf()),
    '| accuracy | — | — | — | — | gives no valid value |',
  );
  const short = { ...THROUGHPUT, confirmation: { ...THROUGHPUT.confirmation, interval: null } } as typeof THROUGHPUT;
  t.match(movedSection(incidentOf({ series: [short] }), contextOf()), '| −61 % |');
  const bands = new Map([['ser_00000001', '−6.4 / +6.9 %, calibrated from 8 runs']]);
  t.match(
    movedSection(incidentOf(), contextOf({ bands })),
    '9,800 to 11,200 examples/s (−6.4 / +6.9 %, calibrated from 8 runs)',
  );
});

t.test('a failure is told with the end of its log, escaped', async (t) => {
  const logTail = Array.from({ length: 30 }, (_, index) => `line ${index} @octocat \`\`\``).join('\n');
  const failure = { runId: 'run_00000002', outcome: 'exit-nonzero', detail: 'exit code 1 | @team', logTail } as const;
  const text = failureSection(failure, []);
  t.match(text, 'The outcome is `exit-nonzero`: exit code 1 \\| @\u200Bteam.');
  t.match(text, /````text\nline 10 /);
  t.match(text, /line 29 .*\n````$/);
  t.match(failureSection({ ...failure, detail: '' }, []), 'no detail was given');
});

t.test('the confirmation tells pairs, host and evidence, or that there was none', async (t) => {
  const text = confirmationSection(incidentOf(), contextOf());
  t.match(text, 'in turns on the same host, bench-1,');
  t.match(text, '- throughput: confirmed after 4 pairs, evidence 52,000 : 1');
  t.match(text, 'State: confirmed. throughput fell in 4 of 4 pairs');
  const bare = confirmationSection(incidentOf({ reason: '', series: [ACCURACY] }), contextOf({ experiment: null }));
  t.equal(bare, '### How it was confirmed\n\nIt was not confirmed by fresh runs.');
  const experiment = { id: 'exp_1', host: 'bench-1', seeds: [1], paired: false };
  const single = confirmationSection(incidentOf(), contextOf({ experiment }));
  t.match(single, 'run again alone on bench-1, with fresh seeds, against the level before it (experiment exp_1)');
  t.match(single, 'confirmed after 4 re-runs');
});

t.test('the runs section has both nights and commands', async (t) => {
  const text = runsSection(incidentOf(), contextOf());
  t.match(text, '- Suspected in the night of 2026-11-24 02:30 UTC (night_00000002)');
  t.match(text, '- Changed on 2026-11-24');
  const dates = ['2026-11-22T02:30:00.000Z', '2026-11-24T02:30:00.000Z'];
  t.match(runsSection(incidentOf({ dates }), contextOf()), '- Changed between 2026-11-22 and 2026-11-24 (90 % sure)');
  t.match(text, '- Last good night: 2026-11-23 02:30 UTC (night_00000001)');
  t.match(text, '- run_00000001: seed 1, measured on bench-1\n- run_00000002: seed 2, measured\n');
  t.match(
    text,
    '```sh\nplumbline incident inc_00000001\nplumbline logs run_00000001\nplumbline run numpy-mlp-digits --platform cpu-x86_64 --seed 1\n```',
  );
  const many = Array.from(
    { length: 25 },
    (_, seed) => ({ id: `run_${seed}`, seed, outcome: 'measured', host: null }) as const,
  );
  t.match(runsSection(incidentOf(), contextOf({ runs: many })), '- and 5 more');
  const none = runsSection(incidentOf(), contextOf({ runs: [], goodNight: null }));
  t.match(none, 'Last good night: none is known');
  t.notMatch(none, 'plumbline logs');
  const searched = runsSection(incidentOf({ searchId: 'sea_00000001' }), contextOf());
  t.match(searched, 'plumbline incident inc_00000001\nplumbline search sea_00000001\n');
});

t.test('what another system ran was confirmed by further results, and has no command that repeats it', async (t) => {
  const pushed = contextOf({ experiment: null, pushed: true });
  const text = confirmationSection(incidentOf(), pushed);
  t.match(text, /Plumbline cannot repeat them/);
  t.match(text, /after \d+ further results/);
  t.notMatch(runsSection(incidentOf(), pushed), /plumbline run /);
});
