import t from 'tap';
import { CLAIM_WAIT_MIN_MS, CLAIM_WAIT_MS, createClaimWait } from '../../workers/claim-wait.ts';

t.test('a proxy that cuts after ten seconds is found and kept below', async (t) => {
  const wait = createClaimWait();
  t.equal(wait.ms, CLAIM_WAIT_MS);
  t.equal(wait.broke(10_000), true);
  t.equal(wait.ms, 7500);
  let polls = 0;
  let cuts = 0;
  for (; polls < 1000; polls += 1) {
    if (wait.ms < 10_000) wait.answered();
    else {
      cuts += 1;
      t.equal(wait.broke(10_000), true);
    }
  }
  t.ok(cuts > 0 && cuts < polls / 20, `${cuts} of ${polls} claims were cut while a longer wait was tried`);
});

t.test('it grows back when nothing cuts any more', async (t) => {
  const wait = createClaimWait();
  wait.broke(1000);
  t.equal(wait.ms, CLAIM_WAIT_MIN_MS);
  for (let polls = 0; polls < 400; polls += 1) wait.answered();
  t.equal(wait.ms, CLAIM_WAIT_MS);
});

t.test('what breaks at once was not cut for being idle', async (t) => {
  const wait = createClaimWait();
  t.equal(wait.broke(5), false);
  t.equal(wait.ms, CLAIM_WAIT_MS);
});

t.test('nothing is shorter than the shortest wait, and what breaks there has another reason', async (t) => {
  const wait = createClaimWait();
  for (let cut = 0; cut < 20; cut += 1) wait.broke(wait.ms);
  t.equal(wait.ms, CLAIM_WAIT_MIN_MS);
  t.equal(wait.broke(1000), false);
});
