import t from 'tap';
import { contentOf, trialKey } from '../../../services/core/attribution/content.ts';
import type { Pins } from '../../../services/core/model/pins.ts';
import { aRun, somePins } from '../../support/builders.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const built = (id: string, recipe: string) =>
  somePins({ image: { reference: digest(id), kind: 'image-id', recipe: digest(recipe) } });

t.test('an image that we built counts by its recipe, one that others built by its reference', async (t) => {
  t.equal(contentOf(built('1', 'a')), contentOf(built('2', 'a')));
  t.not(contentOf(built('1', 'a')), contentOf(built('1', 'b')));
  t.not(contentOf(somePins()), contentOf(somePins({ image: { reference: digest('2'), kind: 'image-id' } })));
});

t.test('everything that the script gets counts, and nothing else', async (t) => {
  const pins = somePins();
  const files = [{ path: 'digits.csv', sha256: '5'.repeat(64), bytes: 100 }];
  const changes: Partial<Pins>[] = [
    { command: ['python3', 'train.py'] },
    { config: { epochs: 4 } },
    { env: {} },
    { dataset: { ...pins.dataset, files } },
  ];
  t.equal(new Set([pins, ...changes.map(somePins)].map(contentOf)).size, 5);
  const elsewhere = { ...pins.dataset, version: '2', folder: '/elsewhere' };
  t.equal(contentOf(somePins({ dataset: elsewhere })), contentOf(pins), 'the same bytes from another place');
});

t.test('the key of an experiment is that of its question', async (t) => {
  const [good, bad, other] = [built('1', 'a'), built('2', 'b'), built('3', 'c')];
  const asked = { good, bad, question: 'classify', paired: true, metric: 'accuracy', limits: null } as const;
  const key = trialKey(asked);
  t.equal(trialKey({ ...asked, good: built('9', 'a') }), key, 'whatever the ids of the images are');
  const { limits } = aRun();
  const others = [
    { ...asked, good: other },
    { ...asked, bad: other },
    { ...asked, question: 'split' as const },
    { ...asked, metric: null },
    { ...asked, limits },
    { ...asked, bad: { ...bad, platform: 'gpu' } },
    { ...asked, bad: { ...bad, benchmark: 'other' } },
    { ...asked, bad: { ...bad, methodVersion: 2 } },
  ];
  t.equal(new Set([key, ...others.map(trialKey)]).size, others.length + 1);
  const { question } = asked;
  t.equal(trialKey({ good, bad, question }), trialKey({ ...asked, metric: null }), 'left out: paired, any metric');
});

t.test('a mixture that runs alone gives the same beside any good side', async (t) => {
  const [good, bad, other] = [built('1', 'a'), built('2', 'b'), built('3', 'c')];
  const alone = { good, bad, question: 'classify', paired: false } as const;
  t.equal(trialKey({ ...alone, good: other }), trialKey(alone));
  t.not(trialKey({ ...alone, paired: true }), trialKey(alone));
});
