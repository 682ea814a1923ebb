import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import t, { type Test } from 'tap';
import type { MixerOptions } from '../../../services/registry/mix/context.ts';
import { prepareImage } from '../../../services/registry/mix/prepare-image.ts';
import type { Start } from '../../../services/registry/mix/start.ts';
import { somePins } from '../../support/builders.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ID = `sha256:${'b'.repeat(64)}`;

/** An engine that answers every inspect with the same words, and what it was asked. */
async function engine(t: Test, answer: object) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const docker = new Docker({ protocol: 'http', host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const pins = somePins();
  const prepare = (reference: string) =>
    prepareImage({ pins } as Start, reference, { docker } as MixerOptions, () => undefined);
  return { asked, pins, prepare };
}

t.test('names, digests and ids go to the engine as they are', async (t) => {
  const { asked, pins, prepare } = await engine(t, { Id: ID });
  const names = [
    ...['training', 'training:v1.2_x', 'team/train__er-x.y:1', 'registry.example:5000/a/b', '[::1]:5000/a:b'],
    ...[`Registry.example/a@${DIGEST}`, 'localhost/a:V1'],
    ...['b'.repeat(12), `sha256:${'b'.repeat(12)}`],
  ];
  for (const name of names) t.same(await prepare(name), { ...pins, image: { reference: ID, kind: 'image-id' } }, name);
  t.same(
    asked.map((path) => path.replace(/^.*\/images\//, '')),
    names.map((name) => `${name}/json`),
  );
  t.same((await prepare(DIGEST)).image, { reference: DIGEST, kind: 'image-id' });
  t.same((await prepare(`a/b@${DIGEST}`)).image, { reference: `a/b@${DIGEST}`, kind: 'registry-digest' });
});

t.test('what is no reference never reaches the engine', async (t) => {
  const { asked, prepare } = await engine(t, { Id: ID });
  const wrong = ['', ' a', 'a b', '../containers', 'a/../b', `a/../b@${DIGEST}`, `a//b@${DIGEST}`, 'a?all=1', 'a#b'];
  for (const reference of [
    ...wrong,
    'a%2fb',
    'A',
    '-a',
    'a/',
    'a:',
    'a:-1',
    `a@${DIGEST}0`,
    'a@sha256:12',
    'a\nb',
    'a\n',
  ])
    await t.rejects(
      prepare(reference),
      { code: 'INPUT_INVALID', message: `"${reference}" is no image reference` },
      JSON.stringify(reference),
    );
  t.same(asked, []);
});

t.test('an answer that names no image is no image', async (t) => {
  const { prepare } = await engine(t, { message: 'welcome' });
  for (const reference of ['training:v1', DIGEST])
    await t.rejects(prepare(reference), { code: 'IMAGE_MISSING', message: reference });
});
