import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { loadConfig } from '../services/config.ts';
import { testFolder } from './support/folder.ts';

const folderWith = (t: Test, yaml: string): string => testFolder(t, { 'plumbline.yaml': yaml });

t.test('with nothing configured everything has a value', async (t) => {
  const { config, file, origins } = loadConfig({ folder: testFolder(t), environment: {} });
  t.equal(file, null);
  t.equal(config.listen.host, '127.0.0.1', 'closed by default');
  t.equal(config.databaseUrl, null);
  t.match(config.catalog, /benchmarks$/);
  t.ok(origins.every((entry) => entry.origin === 'default'));
});

t.test('the file is read, paths are relative to it, the environment wins', async (t) => {
  const folder = folderWith(
    t,
    'schemaVersion: 1\nproject: team\ncatalog: models\nlisten: { port: 1 }\nschedules:\n  - { name: n, cron: "0 3 * * *", timeZone: Europe/Berlin }\n',
  );
  const { config, origins } = loadConfig({
    folder,
    environment: { PLUMBLINE_PROJECT: 'other', PLUMBLINE_LISTEN_PORT: '9', PLUMBLINE_WORKER_EMBEDDED: 'no' },
  });
  t.equal(config.project, 'other');
  t.equal(config.catalog, join(folder, 'models'));
  t.equal(config.listen.port, 9);
  t.equal(config.worker.embedded, false);
  t.match(config.schedules, [{ name: 'n', timeZone: 'Europe/Berlin', deadlineMinutes: 600 }]);
  t.match(
    origins.find((entry) => entry.key === 'listen.port'),
    { origin: 'environment', value: '9' },
  );
  t.match(
    origins.find((entry) => entry.key === 'catalog'),
    { origin: 'file', value: 'models' },
  );
});

t.test('searches have a budget and a quota, and 0 forbids them', async (t) => {
  const folder = folderWith(t, 'schemaVersion: 1\nbudgets: { searchRuns: 0 }\nimages: { quotaGiB: 5 }\n');
  const environment = { PLUMBLINE_BUDGETS_SEARCH_MINUTES: '30' };
  t.match(loadConfig({ folder, environment }).config, {
    budgets: { maxPairs: 12, searchRuns: 0, searchMinutes: 30 },
    images: { base: 'auto', quotaGiB: 5 },
  });
  t.match(loadConfig({ folder: testFolder(t), environment: {} }).config, {
    budgets: { searchRuns: 80, searchMinutes: 600 },
    images: { quotaGiB: 20 },
  });
  const refused = (over: Record<string, string>) => () => loadConfig({ folder, environment: over });
  t.throws(refused({ PLUMBLINE_IMAGES_QUOTA_GIB: '0' }), { code: 'CONFIG_INVALID' });
  t.throws(refused({ PLUMBLINE_BUDGETS_SEARCH_RUNS: '10001' }), { code: 'CONFIG_INVALID' });
});

t.test('a secret is never shown', async (t) => {
  const { config, origins } = loadConfig({
    folder: testFolder(t),
    environment: {
      DATABASE_URL: 'postgres://u:hunter2@h/d',
      PLUMBLINE_GITHUB_TOKEN: 'ghp_x',
      PLUMBLINE_SCHEDULES: '[{"name":"a","cron":"* * * * *"}]',
    },
  });
  t.equal(config.databaseUrl, 'postgres://u:hunter2@h/d');
  t.equal(config.schedules[0]?.name, 'a');
  t.notMatch(JSON.stringify(origins), /hunter2|ghp_x/);
});

t.test('faults name the file, the line and what was expected', async (t) => {
  const fault = (yaml: string, environment = {}) => {
    try {
      loadConfig({ folder: folderWith(t, yaml), environment });
      return null;
    } catch (error) {
      return error;
    }
  };
  t.match(fault('schemaVersion: 1\nprojct: x\n'), {
    code: 'CONFIG_INVALID',
    message: 'unknown key "projct"',
    place: { line: 2, path: 'projct' },
  });
  t.match(fault('schemaVersion: 1\nlisten:\n  port: 99999\n'), {
    code: 'CONFIG_INVALID',
    message: /65535/,
    place: { line: 3, path: 'listen.port' },
  });
  t.match(fault('schemaVersion: 1\nimages:\n  base: hub\n'), { message: /auto, registry, debian/, place: { line: 3 } });
  t.match(fault('schemaVersion: 1\nproject: a\nproject: b\n'), { code: 'CONFIG_INVALID', place: { line: 3 } });
  t.match(fault('schemaVersion: 1\n', { PLUMBLINE_LISTEN_PORT: 'x' }), {
    message: /PLUMBLINE_LISTEN_PORT is "x", expected a whole number/,
  });
  t.match(fault('schemaVersion: 1\n', { PLUMBLINE_WORKER_EMBEDDED: 'maybe' }), { message: /true or false/ });
  t.match(fault('schemaVersion: 1\n', { PLUMBLINE_SCHEDULES: '[' }), { message: /JSON/ });
  t.match(fault('schemaVersion: 1\n', { PLUMBLINE_IMAGES_BASE: 'hub' }), { message: /PLUMBLINE_IMAGES_BASE is "hub"/ });
});

t.test('a named file must exist; a giant one is refused', async (t) => {
  const folder = testFolder(t);
  t.throws(() => loadConfig({ folder, file: 'nowhere.yaml', environment: {} }), { code: 'CONFIG_INVALID' });
  writeFileSync(join(folder, 'plumbline.yaml'), `# ${'x'.repeat(1_100_000)}`);
  t.throws(() => loadConfig({ folder, environment: {} }), { message: /bytes/ });
});

t.test('the schedule of pushed results cannot be taken', async (t) => {
  const environment = { PLUMBLINE_SCHEDULES: '[{"name":"push","cron":"0 2 * * *"}]' };
  t.throws(() => loadConfig({ folder: testFolder(t), environment }), { code: 'CONFIG_INVALID', message: /"push"/ });
});
