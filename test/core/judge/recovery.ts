import fc from 'fast-check';
import t from 'tap';
import { isBack, recoveryNights } from '../../../services/core/judge/recovery.ts';
import type { Basis, Confirmation, IncidentSeries } from '../../../services/core/model/incident.ts';
import type { VerdictKind } from '../../../services/core/model/series.ts';
import { anIncident, aPoint, aVerdict } from '../../support/builders.ts';
import { aJudged, basisOf, LOSS, SPEED } from '../../support/settled.ts';

const [plain] = anIncident().series as [IncidentSeries];

/** What an experiment found: two levels of the loss, by default a nat and a half apart. */
const confirmed = (change: Partial<Confirmation> = {}): Confirmation => ({
  decision: 'confirmed',
  good: 100,
  bad: 98.5,
  effect: -1.5,
  interval: null,
  pairs: 4,
  median: 98.5,
  evidence: 5000,
  ...change,
});
const entryOf = (confirmation: Confirmation | null, basis: Basis | null = basisOf(), series = LOSS): IncidentSeries => {
  return { ...plain, seriesId: series.id, metric: series.metric, basis, confirmation };
};
const nightAt = (value: number | null, kind: VerdictKind = 'in-band', suspicious = false, series = LOSS) =>
  aJudged({
    series,
    point: aPoint({ seriesId: series.id, value, runs: 1 }),
    verdict: aVerdict({ seriesId: series.id, kind, suspicious }),
  });

t.test('outside its band, failing or without a band nothing is back', async (t) => {
  for (const kind of ['below', 'above', 'invalid', 'no-band'] as const)
    t.equal(isBack(entryOf(confirmed()), nightAt(100, kind)), false, kind);
  for (const kind of ['in-band', 'changed'] as const) t.equal(isBack(entryOf(confirmed()), nightAt(100, kind)), true);
});

t.test('a change inside the band does not recover by staying inside the band', async (t) => {
  t.equal(isBack(entryOf(confirmed()), nightAt(98.5)), false);
  t.equal(isBack(entryOf(confirmed()), nightAt(99.2)), false, 'nearer to the bad level');
  t.equal(isBack(entryOf(confirmed()), nightAt(99.3)), true, 'nearer to the good one');
  t.equal(isBack(entryOf(confirmed()), nightAt(101)), true, 'better than good');
  t.equal(isBack(entryOf(confirmed()), nightAt(99.3, 'in-band', true)), true, 'the levels say more than a suspicion');
  const speed = entryOf(confirmed({ good: 100, bad: 400 }), basisOf({ centre: Math.log(100) }), SPEED);
  t.equal(isBack(speed, nightAt(190, 'in-band', false, SPEED)), true);
  t.equal(
    isBack(speed, nightAt(210, 'in-band', false, SPEED)),
    false,
    'half-way between 100 and 400 is 200 as a ratio',
  );
});

t.test(
  'fresh runs on another host say how far the levels are apart, and the nights where the good one is',
  async (t) => {
    // The nights were at 100 and fell by a nat and a half; the experiment ran where everything is 20 higher.
    const elsewhere = confirmed({ good: 120, bad: 118.5 });
    t.equal(isBack(entryOf(elsewhere), nightAt(98.6)), false);
    t.equal(isBack(entryOf(elsewhere), nightAt(99.9)), true);
    t.equal(
      isBack(entryOf(elsewhere, null), nightAt(119.9)),
      true,
      'nothing is known of the nights: the runs say both',
    );
    t.equal(isBack(entryOf(elsewhere, null), nightAt(118.6)), false);
  },
);

t.test('a later night on another host is compared on the level of the band', async (t) => {
  // The suspicious night ran on a host 10 above the band's level of 100; the band's own host gives 98.5 now.
  const basis = basisOf({ centre: 110, offset: 10, recent: { count: 5, mean: -1.5, squares: 4 } });
  const on = (value: number, offset: number | undefined, confirmation = confirmed()) => {
    const { offset: _, ...night } = nightAt(value);
    return isBack(entryOf(confirmation, basis), offset === undefined ? night : { ...night, offset });
  };
  t.equal(on(98.6, undefined), false, 'a night that was not moved');
  t.equal(on(99.9, undefined), true);
  t.equal(on(108.6, 10), false, 'on the host of the suspicious night');
  t.equal(on(109.9, 10), true);
  t.equal(on(68.6, -30), false, 'on a third one');
  t.equal(on(69.9, -30), true);
  const alone = confirmed({ good: null, bad: 108.4 });
  t.equal(on(98.6, 0, alone), false, 'where one environment ran alone on that host');
  t.equal(on(99.9, 0, alone), true);
});

t.test(
  'the same holds where one environment ran alone, or both sides showed it: the good level is that before',
  async (t) => {
    const basis = basisOf({ recent: { count: 5, mean: -1.5, squares: 4 }, nights: 5 });
    const alone = entryOf(confirmed({ good: null }), basis);
    t.equal(isBack(alone, nightAt(98.5)), false);
    t.equal(isBack(alone, nightAt(99.5)), true);
    const host = entryOf(confirmed({ decision: 'dismissed', good: 98.4 }), basis);
    t.equal(isBack(host, nightAt(98.5)), false);
    t.equal(isBack(host, nightAt(99.5)), true);
    const up = entryOf(confirmed({ decision: 'dismissed', good: 101.5, bad: 101.5 }), {
      ...basis,
      recent: { count: 5, mean: 1.5, squares: 4 },
    });
    t.equal(isBack(up, nightAt(101.5)), false);
    t.equal(isBack(up, nightAt(100.5)), true);
  },
);

t.test('where fresh runs did not tell two levels, a night without suspicion is back', async (t) => {
  const basis = basisOf({ recent: { count: 5, mean: -1.5, squares: 4 } });
  const unsplit = [
    entryOf(null),
    entryOf(confirmed({ good: 100, bad: null })),
    entryOf(confirmed({ good: 100, bad: 100 })),
    entryOf(confirmed({ decision: 'dismissed', good: 99.9, bad: 99.8 }), basis),
    entryOf(confirmed({ good: null }), null),
    entryOf(confirmed({ good: null }), basisOf({ recent: { count: 0, mean: 0, squares: 0 } })),
  ];
  for (const [i, entry] of unsplit.entries()) {
    t.equal(isBack(entry, nightAt(98.5)), true, `entry ${i}`);
    t.equal(isBack(entry, nightAt(98.5, 'in-band', true)), false, `entry ${i}, suspicious again`);
  }
  t.equal(isBack(entryOf(confirmed()), nightAt(null, 'in-band')), true, 'no number to hold against the levels');
});

t.test('three nights, more where the change is small against the noise, fourteen at most', async (t) => {
  // log 20 = 3.0; a night speaks Δ²/2σ².
  const nights = (bad: number, basis = basisOf({ rule: 'band' }), series = SPEED) =>
    recoveryNights({ series: [entryOf(confirmed({ good: 100, bad }), basis, series)] }, [
      nightAt(100, 'in-band', false, series),
    ]);
  const oneOf = (deviation: number) =>
    basisOf({ rule: 'band', baseline: { count: 20, mean: 0, squares: 19 * deviation ** 2 } });
  t.equal(nights(100 * Math.exp(-4), oneOf(1)), 3);
  t.equal(nights(100 * Math.exp(-1), oneOf(1)), 6, 'log 20 / (1/2) = 5.99');
  t.equal(nights(100 * Math.exp(1), oneOf(1)), 6, 'either way');
  t.equal(nights(100 * Math.exp(-0.7), oneOf(1)), 13, 'log 20 / (0.49/2) = 12.2');
  t.equal(nights(100 * Math.exp(-0.3), oneOf(1)), 14);
  t.equal(nights(99, oneOf(0)), 3, 'without noise');
});

t.test('the seeds of a quality night average out by every rule; those of a speed share the night', async (t) => {
  const nights = (rule: Basis['rule'], runs: number, series = LOSS, bad = 99) =>
    recoveryNights({ series: [entryOf(confirmed({ bad }), basisOf({ rule }), series)] }, [
      aJudged({ series, point: aPoint({ seriesId: series.id, runs }) }),
    ]);
  for (const rule of ['band', 'shift', 'creep'] as const) {
    t.equal(nights(rule, 1), 6, rule);
    t.equal(nights(rule, 3), 3, `${rule}: its spread is that of single runs`);
    t.equal(nights(rule, 0), 6, `${rule}: no run`);
    t.equal(nights(rule, 3, SPEED, 100 * Math.exp(-1)), 6, `${rule}: a speed`);
  }
});

t.test('the series that needs most decides; what is not known asks for three', async (t) => {
  const hard = entryOf(confirmed({ bad: 99 }));
  const easy = entryOf(confirmed({ bad: 90 }), basisOf(), { ...LOSS, id: 'ser_00000007' });
  t.equal(recoveryNights({ series: [easy, hard] }, [nightAt(100)]), 6);
  t.equal(recoveryNights({ series: [hard] }, []), 3, 'its series was not judged tonight');
  t.equal(recoveryNights({ series: [entryOf(null)] }, [nightAt(100)]), 3);
  t.equal(recoveryNights({ series: [entryOf(confirmed({ bad: 99 }), null)] }, [nightAt(100)]), 3);
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 200, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      (bad, noise) => {
        const basis = basisOf({ baseline: { count: 20, mean: 0, squares: noise } });
        const nights = recoveryNights({ series: [entryOf(confirmed({ bad }), basis)] }, [nightAt(100)]);
        t.ok(Number.isInteger(nights) && nights >= 3 && nights <= 14, `${nights} at ${bad} and ${noise}`);
      },
    ),
  );
});
