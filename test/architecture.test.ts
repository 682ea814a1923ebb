import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { TRANSITIONS } from '../services/core/judge/incident.ts';
import { testFolder } from './support/folder.ts';
import { filesBelow, ROOT, type SourceFile, sourceFiles } from './support/source-tree.ts';

// Style is a test: what DESIGN.md section 4 promises about rooms, sizes and files is checked here, with the room that a
// misplaced line belongs to, so that nobody has to remember it.

const LINES_MAX = 300;
const services = sourceFiles('services');
const workers = sourceFiles('workers');
const all = [...services, ...workers];

/** The room a file lives in: `core`, `store`, …; `main` for composition, `workers` for the worker. */
function roomOf(path: string): string {
  const [top, second] = path.split('/');
  if (top === 'workers') return 'workers';
  if (top !== 'services' || second === undefined) return 'outside';
  return second.endsWith('.ts') || second === 'composition' || second === 'config' ? 'main' : second;
}

/** Rooms that each room may import beside itself. `main` (composition) may import all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  store: ['core'],
  queue: ['core'],
  registry: ['core'],
  github: ['core'],
  api: ['core'],
  dashboard: ['core'],
  scheduler: ['core'],
  judge: ['core'],
  reporter: ['core'],
  client: ['core'],
  cli: ['core', 'client'],
  workers: ['core', 'client'],
};

/** Packages and the rooms they live in. */
const PACKAGE_ROOMS: readonly [RegExp, readonly string[]][] = [
  [/^pg$|^pg\//, ['store', 'queue']],
  [/^@electric-sql\//, ['store', 'queue']],
  [/^bullmq|^ioredis/, ['queue']],
  [/^@octokit\//, ['github']],
  [/^dockerode/, ['workers/docker', 'registry']],
  [/^fastify|^@fastify\//, ['api', 'dashboard']],
  [/^commander|^cli-table3|^cli-progress/, ['cli']],
  [/^emulate$/, ['main']],
  [/^yaml$/, ['registry', 'main']],
];

/** What pure code may import beside itself. */
const PURE_PACKAGES = /^(node:crypto|typebox|typebox\/(value|compile)|canonicalize|cron-parser|pure-rand\/.*)$/;

t.test('a room imports only what its place in the building allows', async (t) => {
  for (const file of all) {
    const room = roomOf(file.path);
    for (const entry of file.imports) {
      if (entry.target !== null) {
        const target = roomOf(entry.target);
        const allowed = room === 'main' || target === room || (MAY_IMPORT[room] ?? []).includes(target);
        t.ok(
          allowed,
          `${file.path}:${entry.line} imports ${entry.target}: code of room "${target}" is handed to "${room}" as an argument by services/main.ts`,
        );
        t.match(entry.target, /\.ts$/, `${file.path}:${entry.line} imports with its .ts ending`);
      } else {
        checkPackage(t, file, entry);
      }
    }
  }
});

function checkPackage(t: Test, file: SourceFile, entry: { specifier: string; line: number }): void {
  const room = roomOf(file.path);
  const at = `${file.path}:${entry.line} imports ${entry.specifier}`;
  if (room === 'core')
    t.match(entry.specifier, PURE_PACKAGES, `${at}: core is pure; I/O belongs to the adapter's room`);
  for (const [pattern, rooms] of PACKAGE_ROOMS) {
    if (!pattern.test(entry.specifier)) continue;
    const here = rooms.some((allowed) => allowed === room || file.path.startsWith(`${allowed}/`));
    t.ok(here, `${at}: it belongs to ${rooms.join(' or ')}`);
  }
}

t.test('the environment is read in one place', async (t) => {
  for (const file of all) {
    if (/^services\/config(\.ts|\/)/.test(file.path)) continue;
    t.notMatch(file.text, /process\.env\b/, `${file.path}: process.env belongs to services/config.ts`);
  }
});

t.test('clocks and randomness are handed in', async (t) => {
  for (const file of all.filter((file) => roomOf(file.path) !== 'main')) {
    const found = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)|\brandomUUID\(\)/.exec(file.text);
    t.equal(
      found?.[0],
      undefined,
      `${file.path}: clocks, randomness and new ids belong to services/composition and come as arguments`,
    );
  }
});

t.test('files stay short enough to be read at once', async (t) => {
  const lengths = all.map((file) => file.lines).sort((a, b) => a - b);
  for (const file of all) t.ok(file.lines <= LINES_MAX, `${file.path} has ${file.lines} lines, at most ${LINES_MAX}`);
  t.comment(
    `source files ${lengths.length}, median ${lengths[Math.floor(lengths.length / 2)]} lines, longest ${lengths.at(-1)}`,
  );
});

t.test('no import cycles', async (t) => {
  const graph = new Map(all.map((file) => [file.path, file.imports.flatMap((entry) => entry.target ?? [])]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) t.fail(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
    if (done.has(path) || trail.includes(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  t.pass(`${graph.size} files looked at`);
});

t.test('every pure file has its mirror test', async (t) => {
  for (const file of services.filter((file) => roomOf(file.path) === 'core')) {
    const code = file.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*/g, '');
    if (!/\bexport\s+(async\s+)?(function|class|const|let)\b/.test(code)) continue;
    if (/^services\/core\/model\//.test(file.path) && !/\bfunction\b/.test(code)) continue;
    const mirror = file.path.replace(/^services\//, 'test/');
    t.ok(existsSync(join(ROOT, mirror)), `${file.path} has ${mirror}`);
  }
});

t.test('every benchmark folder is complete', async (t) => {
  const needed = ['benchmark.yaml', 'train.py', 'requirements.in', 'requirements.lock', 'Dockerfile', 'README.md'];
  const shared = new Set(['datasets', 'platforms', 'bases']);
  const folder = join(ROOT, 'benchmarks');
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory() && !shared.has(name));
  t.ok(names.length >= 3, 'at least three reference benchmarks');
  for (const name of names)
    for (const file of needed) t.ok(existsSync(join(folder, name, file)), `benchmarks/${name}/${file}`);
});

t.test('every migration is numbered once', async (t) => {
  const folder = join(ROOT, 'services/store/migrations');
  const numbers = readdirSync(folder).flatMap((name) => /^(\d+)/.exec(name)?.[1] ?? []);
  t.ok(numbers.length > 0, 'there are migrations');
  t.equal(new Set(numbers).size, numbers.length, `each number once: ${numbers.join(' ')}`);
});

t.test('nothing unfinished and nothing of the machine it was written on', async (t) => {
  const scanned = ['services', 'workers', 'benchmarks', 'infra', 'bench'].flatMap((folder) =>
    filesBelow(join(ROOT, folder)),
  );
  for (const path of scanned.filter((path) => /\.(ts|py|sh|yaml|md|mjs)$/.test(path))) {
    const text = readFileSync(path, 'utf8');
    t.notMatch(text, /\b(TODO|FIXME|XXX|HACK)\b/, `${path}: finish it or open an issue`);
    t.notMatch(text, /(c8|v8|istanbul) ignore/, `${path}: no coverage exceptions`);
  }
});

t.test('a test’s folder outlives what works in it', async (t) => {
  let there = false;
  let folder = '';
  await t.test('within a test', async (t) => {
    folder = testFolder(t);
    t.teardown(() => {
      there = existsSync(folder);
    });
  });
  t.ok(there, 'it is there while the test ends');
  t.notOk(existsSync(folder), 'and then it goes');
  for (const path of filesBelow(join(ROOT, 'test')).filter((path) => path.endsWith('.ts'))) {
    if (path.endsWith('/support/folder.ts')) continue;
    t.notMatch(readFileSync(path, 'utf8'), /\btestdir\(/, `${path}: test/support/folder.ts has testFolder`);
  }
});

t.test('the picture of an incident’s life is the table', async (t) => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const block = /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const drawn = [...block.matchAll(/^\s*(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} → ${to}`).sort();
  const table = TRANSITIONS.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} → ${to}`);
  t.same(drawn, [...new Set(table)].sort(), 'steps to the same state are news and are not drawn');
});
