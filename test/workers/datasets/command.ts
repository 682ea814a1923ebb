import t from 'tap';
import { runClient } from '../../../workers/datasets/command.ts';
import { testFolder } from '../../support/folder.ts';

t.test('what a client says last is told without the password of its index', async (t) => {
  const says = (text: string) =>
    runClient('sh', ['-c', 'echo "$0" >&2; exit 3', text], testFolder(t), new AbortController().signal);
  for (const text of [
    'looked at https://ann:s3cret-word@index.example/simple',
    'https://s3cret-word@index.example/x',
  ]) {
    const error = await says(text).catch((found: Error) => found);
    t.match(error, { code: 'DATASET_MISSING', message: /ended with 3: .*index\.example/ });
    t.notMatch(String(error), 's3cret-word');
  }
  const token = await says('//index.example/:_authToken=npm_0123456789abcdefghij').catch((found: Error) => found);
  t.notMatch(String(token), '0123456789');
});
