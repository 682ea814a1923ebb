import { readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import type { DatasetPin, PinFile } from '../../../services/core/model/pins.ts';
import { type SourceWatchDeps, watchSources } from '../../../services/scheduler/source-watch.ts';
import { createSourceAsker } from '../../../workers/datasets/asker.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { temporaryStore } from '../../support/store.ts';

// A source that once gave the pinned bytes and now gives others: a move of its channel, seen by its entity tag without a
// download, named by a look, told once. Pins stay as they are.

async function watched(t: Test, dataset: DatasetPin) {
  const root = t.testdir({});
  const store = await temporaryStore(t);
  const lines: string[] = [];
  const write = (text: string, data?: object): void => void lines.push(`${text} ${JSON.stringify(data)}`);
  const log = { info: write, warn: write, error: write };
  let hours = 0;
  const clock = { ...systemClock, now: () => new Date(Date.parse('2026-11-26T02:30:00Z') + hours * 3_600_000) };
  const options = {
    ...{ clock: systemClock, log, containers: null, origins: [], quotaGiB: 1, isActive: () => false },
    ...{ privateHosts: ['127.0.0.1'], stop: new AbortController().signal, patience: { tries: 1 } },
  };
  const file = { schemaVersion: 1, resolvedAt: '2026-11-26T00:00:00Z', pins: [{ dataset }] } as unknown as PinFile;
  const deps: SourceWatchDeps = {
    store,
    pins: { load: async () => file, save: async () => void t.fail('a pin was written') },
    asker: createSourceAsker(root, options),
    config: { project: 'default' },
    clock,
    log,
  };
  return {
    root,
    lines,
    night: async () => {
      hours += 24;
      return watchSources(deps);
    },
    again: () => watchSources(deps),
    states: async () => (await store.channels.states('default', 'upstream:served', 50)).items,
  };
}

t.test('an address', async (t) => {
  let [content, tag] = ['one', '"v1"'];
  const server = await fileServer(t, (request, response) => {
    response.writeHead(200, { etag: tag, 'content-length': String(content.length) });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  const pin = pinFrom({ kind: 'https', url: `${server.base}/x` }, { x: 'one' });
  const { night, again, states, lines, root } = await watched(t, pin);
  const methods = () => server.asked.splice(0).map(({ method }) => method);
  t.equal(await night(), 1);
  t.same(methods(), ['HEAD', 'GET'], 'the first time its bytes are looked at');
  t.equal(await again(), 0, 'once a night');
  await night();
  t.same(methods(), ['HEAD'], 'then its entity tag is enough');
  t.match(await states(), [{ digest: pin.digest }]);
  t.same(lines, []);

  [content, tag] = ['two', '"v2"'];
  await night();
  t.same(methods(), ['HEAD', 'GET']);
  const [moved, before] = await states();
  t.match(before, { digest: pin.digest });
  t.not(moved?.digest, pin.digest);
  t.match(lines, [/gives other bytes than are pinned .*file x: its SHA-256 is [0-9a-f]{64}, pinned is [0-9a-f]{64}/]);
  await night();
  t.equal(lines.length, 1, 'told once');

  [content, tag] = ['one', '"v3"'];
  await night();
  t.match(await states(), [{ digest: pin.digest }, {}, { digest: pin.digest }], 'and back');
  t.same(readdirSync(root), [], 'nothing of the looks is left');
});

t.test('a source without a word is looked at each night; one that is away is said and asked again', async (t) => {
  let status = 200;
  const server = await fileServer(t, (request, response) => {
    response.writeHead(status).end(request.method === 'HEAD' ? undefined : 'one');
  });
  const pin = pinFrom({ kind: 'https', url: `${server.base}/x` }, { x: 'one' });
  const { night, again, states, lines } = await watched(t, pin);
  await night();
  await night();
  t.equal(server.asked.filter(({ method }) => method === 'GET').length, 2);
  status = 500;
  await night();
  t.equal(await again(), 1, 'not answered is not asked');
  t.match(lines, [/could not be asked/, /could not be asked/]);
  t.match(await states(), [{ digest: pin.digest }]);
});
