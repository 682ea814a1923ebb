import fc from 'fast-check';
import t from 'tap';
import { discoveries, fleetMatters, neededEvidence, otherEvidence } from '../../../services/core/judge/fleet.ts';
import { EVIDENCE_CONFIRM, FALSE_DISCOVERIES } from '../../../services/core/judge/thresholds.ts';
import type { Confirmation, IncidentSeries } from '../../../services/core/model/incident.ts';
import { anIncident } from '../../support/builders.ts';
import { uniform } from '../../support/judging.ts';

const ratio = fc.oneof(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.constantFrom(0, 1, 20, 1000, 2000, 1e12));
const some = fc.array(ratio, { maxLength: 8 });

t.test('by hand: four candidates', async (t) => {
  // M/q = 80: the largest alone must reach 80, two 40, three 26.7, four 20.
  t.equal(discoveries([80, 1, 1, 1]), 1);
  t.equal(discoveries([79, 1, 1, 1]), 0);
  t.equal(discoveries([79, 40, 1, 1]), 2);
  t.equal(discoveries([27, 27, 27, 1]), 3);
  t.equal(discoveries([20, 20, 20, 20]), 4);
  t.equal(discoveries([19, 20, 20, 20]), 0);
  t.equal(discoveries([80, 1], 5), 0, 'candidates that have no evidence yet count');
  t.equal(discoveries([]), 0);
});

/** By definition: the most candidates of which each is as large as so many need. */
const bruteForce = (evidence: readonly number[], candidates: number): number =>
  Math.max(
    0,
    ...evidence.map((_, i) => {
      const level = candidates / (FALSE_DISCOVERIES * (i + 1));
      return evidence.filter((one) => one >= level).length > i ? i + 1 : 0;
    }),
  );

t.test('e-BH: as defined, in any order; more evidence never names fewer, more candidates never more', async () => {
  fc.assert(
    fc.property(some, fc.nat(30), fc.nat(7), ratio, (evidence, extra, at, more) => {
      const candidates = evidence.length + extra;
      const found = discoveries(evidence, candidates);
      const raised = evidence.map((one, i) => (i === at ? one + more : one));
      return (
        found === bruteForce(evidence, candidates) &&
        found === discoveries([...evidence].reverse(), candidates) &&
        discoveries(raised, candidates) >= found &&
        discoveries(evidence, candidates + 1) <= found
      );
    }),
    { numRuns: 500 },
  );
});

t.test('what one more candidate needs is what e-BH names it at, and 1,000', async (t) => {
  fc.assert(
    fc.property(some, fc.nat(2000), ratio, (others, extra, own) => {
      const candidates = others.length + 1 + extra;
      const all = [...others, own];
      const named = all.filter((one) => one > own).length < discoveries(all, candidates);
      return own >= neededEvidence(others, candidates) === (named && own >= EVIDENCE_CONFIRM);
    }),
    { numRuns: 2000 },
  );
  t.equal(neededEvidence([]), EVIDENCE_CONFIRM);
  t.equal(neededEvidence([], 200), 4000);
  t.equal(neededEvidence([1e12], 200), 2000);
  t.equal(neededEvidence([1e12, 1e12, 1e12], 200), 1000);
  t.equal(neededEvidence([1900], 200), 4000, 'that one itself is short of its half');
});

t.test('up to 50 candidates the single threshold is enough', async (t) => {
  t.notOk(fleetMatters(0));
  t.notOk(fleetMatters(50));
  t.ok(fleetMatters(51));
  t.equal(neededEvidence([], 50), EVIDENCE_CONFIRM);
});

t.test('of nights on which nothing changed at most 5 % name anything', async (t) => {
  // The worst that a mean of 1 allows: everything on the value that is just enough, and else nothing.
  const next = uniform(7);
  const candidates = 20;
  const enough = candidates / FALSE_DISCOVERIES;
  const nights = 20_000;
  let wrong = 0;
  for (let night = 0; night < nights; night += 1) {
    const evidence = Array.from({ length: candidates }, () => (next() < 1 / enough ? enough : 0));
    if (discoveries(evidence) > 0) wrong += 1;
  }
  const error = Math.sqrt((FALSE_DISCOVERIES * (1 - FALSE_DISCOVERIES)) / nights);
  t.ok(wrong / nights <= FALSE_DISCOVERIES + 3 * error, `${wrong / nights}`);
  t.ok(wrong / nights > 0.8 * FALSE_DISCOVERIES, 'and it is not far from that: the bound is sharp');
});

t.test('the evidence of the other incidents of a night; what was not tried yet has 1', async (t) => {
  const entry = anIncident().series[0] as IncidentSeries;
  const own = anIncident({ id: 'inc_own' });
  const answered = { ...entry, confirmation: { evidence: 700 } as Confirmation };
  const tried = anIncident({ id: 'inc_tried', series: [answered, { ...entry, confirmation: null }] });
  t.same(otherEvidence([own, tried], 'inc_own'), [700, 1]);
  t.same(otherEvidence([own, tried], null), [1, 700, 1]);
});
