// The whole check, as `npm test` runs it: types, style, the pure rooms with full coverage, then everything else.
// It ends with every failure once more, and the last line is `N passed, N failed`, counted over assertions, for whoever
// reads only that.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tapResults } from './support/tap-results.mjs';

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
/** @type {string[]} */
const failures = [];
for (const [index, stage] of stages.entries()) {
  console.log(`\n── ${stage.name}`);
  const output = join(folder, `${index}.tap`);
  const code = await run([...stage.command, ...(stage.counts ? [`--output-file=${output}`] : [])]);
  const { pass, failures: found } = stage.counts ? results(output) : { pass: code === 0 ? 1 : 0, failures: [] };
  passed += pass;
  failures.push(...found.map((failure) => `── ${stage.name}\n${failure}`));
  if (code !== 0 && found.length === 0) failures.push(`── ${stage.name}\nexit ${code} and no assertion that failed`);
  if (code !== 0) console.log(`── ${stage.name}: exit ${code}`);
}
rmSync(folder, { recursive: true, force: true });
if (failures.length > 0) console.log(`\n── what failed\n\n${failures.join('\n\n')}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

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

/** The results in a TAP file; a file that tap did not write is a failure too. */
function results(file) {
  try {
    return tapResults(readFileSync(file, 'utf8'));
  } catch (error) {
    return { pass: 0, failures: [`tap wrote no results: ${error.message}`] };
  }
}
