import t from 'tap';
import { noCause } from '../../../services/core/attribution/no-cause.ts';

t.test('what proves nothing claims nothing', async (t) => {
  t.match(noCause('blocked', 'the index is away'), {
    outcome: 'blocked',
    reason: 'the index is away',
    factors: [],
    left: [],
    suspects: [],
    refused: [],
    metric: null,
    effect: null,
    evidence: 1,
    pairs: 0,
    runs: 0,
    necessity: null,
    sufficiency: null,
  });
});

t.test('what is known is kept', async (t) => {
  const driver = { factor: 'driver:nvidia', from: '550', to: '560' };
  const known = { factors: [driver], left: [driver], metric: 'throughput', pairs: 3, runs: 6, refused: ['no wheel'] };
  t.match(noCause('host', 'the driver changed', known), { outcome: 'host', ...known });
});
