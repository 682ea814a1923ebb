import t from 'tap';
import { type HostSituation, hostTurn } from '../../../services/core/planning/canary-turn.ts';

const NOW = new Date('2026-03-02T02:30:00.000Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const turn = (change: Partial<HostSituation>, pinned = true) =>
  hostTurn(
    {
      quarantined: false,
      last: { at: ago(600), verdict: 'clean' },
      canaryRuns: false,
      busy: false,
      night: null,
      work: true,
      person: false,
      ...change,
    },
    pinned,
    NOW,
  );

t.test('before a night, after a day, at the first work, and again at once after one that is out', async (t) => {
  t.equal(turn({}), 'work', 'no night was planned since');
  t.equal(turn({ night: ago(1) }), 'canary');
  t.equal(turn({ night: ago(601) }), 'work', 'it ran one for this night');
  t.equal(turn({ last: { at: ago(24 * 60), verdict: 'clean' } }), 'canary');
  t.equal(turn({ last: { at: ago(24 * 60), verdict: 'clean' }, work: false }), 'work');
  t.equal(turn({ last: null, night: ago(1) }), 'canary');
  t.equal(turn({ last: null, work: false }), 'work');
  t.equal(turn({ last: { at: ago(0), verdict: 'out' } }), 'canary');
  t.equal(turn({ last: { at: ago(0), verdict: 'failed' } }), 'work', 'one that cannot run is not tried without end');
});

t.test('without a canary nothing changes, and nothing runs beside one', async (t) => {
  t.equal(turn({ last: null }, false), 'work');
  t.equal(turn({ night: ago(1), busy: true }), 'idle-first');
  t.equal(turn({ night: ago(1), busy: true }, false), 'work');
  t.equal(turn({ canaryRuns: true, busy: true }), 'nothing');
});

t.test('in quarantine: canaries with a pause between, and what a person asks for', async (t) => {
  const out = (minutes: number) => ({ quarantined: true, last: { at: ago(minutes), verdict: 'out' } }) as const;
  t.equal(turn({ ...out(4), night: ago(1) }), 'by-hand');
  t.equal(turn(out(5)), 'canary');
  t.equal(turn({ ...out(5), work: false }), 'canary', 'it may leave quarantine without work too');
  t.equal(turn({ ...out(5), person: true }), 'by-hand');
  t.equal(turn(out(5), false), 'by-hand', 'a quarantine does not end because the canary is gone');
});

t.test('a person does not wait for a canary', async (t) => {
  t.equal(turn({ night: ago(1), person: true }), 'work');
});
