import t from 'tap';
import { LEASE_MS } from '../../../services/core/planning/lease.ts';
import { createLeaseTrust } from '../../../services/core/planning/lease-trust.ts';

function setUp() {
  let [wall, ran] = [1_800_000_000_000, 0];
  const clock = { now: () => new Date(wall), monotonicMs: () => ran, sleep: async () => undefined };
  const pass = (ms: number): void => {
    wall += ms;
    ran += ms;
  };
  const set = (ms: number): void => {
    wall += ms;
  };
  return { trust: createLeaseTrust(clock), pass, set };
}

t.test('after a start everybody has the length of a lease to say that they live', async (t) => {
  const { trust, pass } = setUp();
  t.notOk(trust());
  pass(LEASE_MS - 1);
  t.notOk(trust());
  pass(1);
  t.ok(trust());
});

t.test(
  'and again after the clock was set, forth or back, but not for the little that it is put right by',
  async (t) => {
    for (const step of [3_600_000, -3_600_000]) {
      const { trust, pass, set } = setUp();
      pass(LEASE_MS);
      t.ok(trust());
      set(9_000);
      t.ok(trust(), 'a few seconds');
      set(step);
      t.notOk(trust(), `${step} ms`);
      pass(LEASE_MS - 1);
      t.notOk(trust());
      pass(1);
      t.ok(trust());
    }
  },
);
