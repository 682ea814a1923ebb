import t from 'tap';
import type { ChannelState } from '../../../services/core/model/channel.ts';
import type { DatasetPin } from '../../../services/core/model/pins.ts';
import { sourceDrift } from '../../../services/core/planning/source-drift.ts';
import { type Seen, upstreamState } from '../../../services/core/planning/source-watch.ts';

const pinOf = (letter: string): DatasetPin => ({
  ...{ name: 'digits', version: '1.0', digest: `sha256:${letter.repeat(64)}` },
  source: { kind: 'https', url: 'https://data.example/x?signature=hush' },
  files: [{ path: 'x', sha256: letter.repeat(64), bytes: 1 }],
});
const PIN = pinOf('a');

/** States of nights from the first of November on; handed over newest first, as the store does. */
function history(...nights: readonly (readonly [Seen, string | null, DatasetPin?])[]): ChannelState[] {
  const states = nights.map(([seen, mark, pin = PIN], at) => {
    const { at: firstAt, ...state } = upstreamState(pin, mark, seen, new Date(Date.UTC(2026, 10, at + 1, 2, 30)));
    return { ...state, firstAt, lastAt: firstAt };
  });
  return states.reverse();
}
const day = (number: number) => `2026-11-0${number}T02:30:00.000Z`;

t.test('a source that gives the pinned bytes, and one that nobody asked about this pin', async (t) => {
  t.equal(sourceDrift(PIN, []), null);
  t.equal(sourceDrift(PIN, history(['same', 'v1'])), null);
  t.equal(sourceDrift(PIN, history(['other', 'v2'], ['same', 'v3'])), null, 'and back');
  t.equal(sourceDrift(PIN, history(['other', 'v2', pinOf('b')])), null);
});

t.test('other bytes, since they were first seen without a break', async (t) => {
  const drift = sourceDrift(PIN, history(['other', 'v0'], ['same', 'v1'], ['other', 'v2'], ['other', 'v3']));
  t.match(drift, {
    ...{ dataset: 'digits', version: '1.0', channel: 'upstream:digits', seen: 'other', since: day(3), lastAt: day(4) },
    reason:
      'the source of data set digits gives other bytes than the pin since 2026-11-03 02:30 UTC; runs go on with the pinned bytes',
  });
  t.notMatch(JSON.stringify(drift), /hush/);
  t.match(sourceDrift(PIN, history(['other', 'v1'])), { since: day(1) }, 'from the first look on');
  const pins = history(['other', 'v1'], ['same', 'v1', pinOf('b')], ['other', 'v1']);
  t.match(sourceDrift(PIN, pins), { since: day(3) }, 'another pin was a break');
});

t.test(
  'a source that is too large for a look drifts when its word is another one, not because nobody looked',
  async (t) => {
    t.equal(sourceDrift(PIN, history(['unseen', 'v1'])), null);
    t.equal(sourceDrift(PIN, history(['unseen', null])), null);
    t.match(sourceDrift(PIN, history(['unseen', 'v1'], ['unseen', 'v2'], ['unseen', 'v3'])), {
      ...{ seen: 'unseen', since: day(2), lastAt: day(3) },
      reason: /says since 2026-11-02 02:30 UTC that it changed, and is too large to be compared; runs go on/,
    });
    t.equal(sourceDrift(PIN, history(['unseen', 'v1'], ['unseen', 'v2'], ['unseen', 'v1'])), null, 'and back');
    t.match(sourceDrift(PIN, history(['same', 'v1'], ['unseen', 'v2'])), { since: day(2) });
  },
);
