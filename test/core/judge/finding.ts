import t from 'tap';
import { describeConfirmation } from '../../../services/core/judge/finding.ts';
import type { Confirmation } from '../../../services/core/model/incident.ts';

const speed = { name: 'throughput', unit: 'examples/s', scale: 'positive' } as const;
const accuracy = { name: 'accuracy', unit: 'share', scale: 'rate' } as const;
const base: Confirmation = {
  decision: 'confirmed',
  good: 30_000,
  bad: 10_000,
  effect: -0.66667,
  interval: [-0.68, -0.65],
  pairs: 4,
  median: 10_000,
  evidence: 1e6,
};

t.test('one clause with effect, interval, both values and pairs', async (t) => {
  t.equal(
    describeConfirmation(base, speed, false),
    'throughput fell by 66.7 % (95 % interval −68 % to −65 %) from 30,000 examples/s to 10,000 examples/s in 4 pairs',
  );
  t.equal(
    describeConfirmation({ ...base, good: 0.9, bad: 0.95, effect: 0.05, interval: null, pairs: 1 }, accuracy, false),
    'accuracy rose by 0.05 share from 0.9 share to 0.95 share in 1 pair',
  );
  t.equal(
    describeConfirmation({ ...base, decision: 'dismissed', effect: 0.001, interval: null }, speed, false),
    'throughput differs by +0.1 % from 30,000 examples/s to 10,000 examples/s in 4 pairs',
  );
});

t.test('sides without a number, and an environment alone', async (t) => {
  const none = { ...base, bad: null, effect: null, interval: null };
  t.equal(
    describeConfirmation(none, speed, false),
    'throughput: no run of the suspicious environment gave a number in 4 pairs',
  );
  t.equal(describeConfirmation({ ...none, good: null }, speed, true), 'throughput: no run gave a number in 4 re-runs');
  t.equal(
    describeConfirmation({ ...base, good: null, effect: null, interval: null }, speed, false),
    'throughput is 10,000 examples/s, with nothing to compare it with, in 4 pairs',
  );
  t.equal(
    describeConfirmation({ ...base, good: null }, speed, true),
    "throughput is 10,000 examples/s, −66.7 % from its band's centre (95 % interval −68 % to −65 %), in 4 re-runs",
  );
});
