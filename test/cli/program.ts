import t from 'tap';
import { PlumblineError } from '../../services/core/errors.ts';
import { command } from '../support/cli.ts';

const VERBS = [
  'up',
  'demo',
  'run',
  'night',
  'runs',
  'logs',
  'status',
  'health',
  'incidents',
  'incident',
  'compare',
  'bisect',
  'searches',
  'search',
  'judge',
  'parse',
  'worker',
  'catalog',
  'images',
  'pin',
  'probe',
  'simulate',
  'token',
  'migrate',
  'backup',
  'restore',
  'doctor',
];

t.test('every verb helps', async (t) => {
  const { exit, out } = await command(['--help']);
  t.equal(exit, 0);
  for (const verb of VERBS) {
    t.match(out, new RegExp(`^  ${verb}\\b`, 'm'), verb);
    const help = await command([verb, '--help']);
    t.equal(help.exit, 0, verb);
    t.match(help.out, `Usage: plumbline ${verb}`);
  }
  t.equal((await command(['--version'])).out, '1.2.3\n');
});

t.test('usage faults exit with 2 and say what is wrong', async (t) => {
  for (const args of [
    ['nonsense'],
    ['run'],
    ['status', '--nonsense'],
    ['images', 'build', '--base', 'hub'],
    ['token', 'create', 'x'],
  ]) {
    const { exit, err } = await command(args);
    t.equal(exit, 2, args.join(' '));
    t.match(err, /error:/);
  }
  const number = await command(['runs', '--limit', 'many']);
  t.equal(number.exit, 2);
  t.match(number.err, /USAGE: "many" is not a whole number/);
});

t.test('coded errors keep their exit code, their advice and their place', async (t) => {
  const fault = new PlumblineError('CATALOG_INVALID', 'unknown key "epoch"', {
    place: { file: 'benchmark.yaml', line: 7 },
  });
  const operations = { checkCatalog: () => Promise.reject(fault) };
  const plain = await command(['catalog', 'check'], { operations });
  t.equal(plain.exit, 2);
  t.match(plain.err, /^CATALOG_INVALID: benchmark\.yaml:7: unknown key "epoch"\n {2}Correct the file/);
  const json = await command(['catalog', 'check', '--json'], { operations });
  t.match(JSON.parse(json.err), { error: { code: 'CATALOG_INVALID', place: 'benchmark.yaml:7', retryable: false } });
  const away = await command(['doctor'], {
    operations: { doctor: () => Promise.reject(new PlumblineError('DOCKER_UNAVAILABLE', 'no socket')) },
  });
  t.equal(away.exit, 3);
  const defect = await command(['doctor'], { operations: { doctor: () => Promise.reject(new Error('boom')) } });
  t.equal(defect.exit, 4);
  t.match(defect.err, /boom/);
});
