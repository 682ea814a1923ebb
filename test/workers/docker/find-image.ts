import t from 'tap';
import type { ContainerClient, ImageFacts } from '../../../workers/docker/container-client.ts';
import { findImage } from '../../../workers/docker/find-image.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const facts = (id: string, ...repoDigests: string[]): ImageFacts => ({ id, repoDigests, user: '', env: {} });

/** An engine that has some images, and gets others by a pull. */
function engine(has: ImageFacts | null, afterPull: ImageFacts | null = null) {
  const pulled: string[] = [];
  const client = {
    image: async () => (pulled.length === 0 ? has : afterPull),
    pull: async (reference: string) => void pulled.push(reference),
  } as unknown as ContainerClient;
  return { client, pulled };
}

t.test('by id', async (t) => {
  const pin = { reference: digest('a'), kind: 'image-id' as const };
  t.equal((await findImage(engine(facts(digest('a'))).client, pin)).id, digest('a'));
  await t.rejects(findImage(engine(null).client, pin), { code: 'IMAGE_MISSING' });
  await t.rejects(findImage(engine(facts(digest('b'))).client, pin), {
    code: 'IMAGE_MISSING',
    message: /answered with/,
  });
});

t.test('by registry digest', async (t) => {
  const reference = `host:5000/name@${digest('a')}`;
  const pin = { reference, kind: 'registry-digest' as const };
  const good = facts(digest('b'), `host:5000/name@${digest('a')}`);
  const here = engine(good);
  t.equal((await findImage(here.client, pin)).id, digest('b'));
  t.same(here.pulled, [], 'what is here is not pulled');
  const fetched = engine(null, good);
  t.equal((await findImage(fetched.client, pin)).id, digest('b'));
  t.same(fetched.pulled, [reference]);
  await t.rejects(findImage(engine(null, facts(digest('b'), `x@${digest('c')}`)).client, pin), {
    code: 'IMAGE_MISSING',
  });
  await t.rejects(findImage(engine(null, null).client, pin), { code: 'IMAGE_MISSING', message: /was pulled/ });
});
