// The whole check, as `npm test` runs it: types, style, the pure rooms with full coverage, then everything else.
// The last line is `N passed, N failed`, counted over assertions, for whoever reads only that.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A whole stage may take this long, in milliseconds; the suite is meant to end well inside it. */
const STAGE_MS_MAX = 40 * 60_000;
const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
const tap = ['node_modules/.bin/tap', 'run'];
const only = process.argv.slice(2);

const stages =
  only.length > 0
    ? [{ name: 'chosen tests', command: [...tap, '--disable-coverage', ...only], counts: true }]
    : [
        { name: 'types', command: ['node_modules/.bin/tsc', '--noEmit'] },
        { name: 'style', command: ['node_modules/.bin/biome', 'check', '.'] },
        {
          name: 'pure rooms, 100 % coverage',
          command: [...tap, '--show-full-coverage', 'test/core/**/*.ts'],
          counts: true,
        },
        {
          name: 'adapters, loops, pages, architecture',
          command: [
            ...tap,
            '--disable-coverage',
            ...[
              'api',
              'architecture.test.ts',
              'cli',
              'client',
              'composition',
              'config.ts',
              'dashboard',
              'github',
              'judge',
              'queue',
              'registry',
              'reporter',
              'scheduler',
              'store',
              'workers',
            ].map((part) => `test/${part}${part.endsWith('.ts') ? '' : '/**/*.ts'}`),
          ],
          counts: true,
        },
        // The real things: one after the other, since each brings its own servers and the machine may have two cores.
        {
          name: 'integration and end to end, with the real engine and databases',
          command: [
            ...tap,
            '--disable-coverage',
            '--jobs=1',
            '--timeout=600',
            'test/integration/**/*.ts',
            'test/e2e/**/*.ts',
          ],
          counts: true,
        },
      ];

let passed = 0;
let failed = 0;
for (const [index, stage] of stages.entries()) {
  console.log(`\n── ${stage.name}`);
  const output = join(folder, `${index}.tap`);
  const code = await run([...stage.command, ...(stage.counts ? [`--output-file=${output}`] : [])]);
  const counted = stage.counts ? count(output) : { pass: code === 0 ? 1 : 0, fail: 0 };
  passed += counted.pass;
  failed += counted.fail + (code !== 0 && counted.fail === 0 ? 1 : 0);
  if (code !== 0) console.log(`── ${stage.name}: exit ${code}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs one command with the terminal handed through; answers with its exit code. */
function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const timer = setTimeout(() => child.kill('SIGTERM'), STAGE_MS_MAX);
    child.on('error', () => resolve(127));
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

/** Assertions in a TAP file: lines at any depth that are a result of their own and not a subtest's summary. */
function count(file) {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { pass: 0, fail: 1 };
  }
  const results = text.split('\n').filter((line) => /^\s*(not )?ok \d+/.test(line));
  const leaves = results.filter((line) => !/# time=/.test(line) && !/\{\s*$/.test(line));
  const bad = leaves.filter((line) => /^\s*not ok/.test(line) && !/# (TODO|SKIP)/i.test(line)).length;
  return { pass: leaves.length - bad, fail: bad };
}
