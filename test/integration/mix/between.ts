import t from 'tap';
import { orderVersions, versionsBetween } from '../../../services/registry/mix/versions.ts';
import { testFolder } from '../../support/folder.ts';

// The real package index: its list of a tiny package that no longer changes between these versions.
t.setTimeout(120_000);

const scratch = testFolder(t);
const options = { target: { python: '3.11', architecture: 'amd64', suite: 'bookworm' } as const, scratch };

t.test('versions strictly between two others, from the first to the second', async (t) => {
  const between = await versionsBetween('six', '1.13.0', '1.16.0', options);
  t.same(between, ['1.14.0', '1.15.0']);
  t.same(await versionsBetween('six', '1.16.0', '1.13.0', options), ['1.15.0', '1.14.0']);
  t.same(await versionsBetween('six', '1.15.0', '1.16.0', options), []);
});

t.test('an index that does not answer is not an empty list', async (t) => {
  const before = { ...process.env };
  Object.assign(process.env, {
    PIP_INDEX_URL: 'http://127.0.0.1:1/simple',
    PIP_RETRIES: '1',
    PIP_CONFIG_FILE: '/dev/null',
  });
  t.teardown(() => {
    for (const key of ['PIP_INDEX_URL', 'PIP_RETRIES', 'PIP_CONFIG_FILE']) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
  });
  await t.rejects(versionsBetween('six', '1.13.0', '1.16.0', options), { code: 'RESOLVE_FAILED' });
});

t.test('the order of versions, pre-releases and what is none', async (t) => {
  const all = ['1.10', '1.9', '1.10rc1', '2.0.dev1', 'garbage', '1.2'];
  t.same(await orderVersions('1.2', '2.0', all, scratch), { between: ['1.9', '1.10'], low: '1.2', high: '2.0' });
  const { between } = await orderVersions('2.0rc1', '1.2', all, scratch);
  t.same(between, ['2.0.dev1', '1.10', '1.10rc1', '1.9']);
  t.same((await orderVersions('custom build', '2.0', all, scratch)).between, []);
});
