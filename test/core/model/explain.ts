import t from 'tap';
import { Type } from 'typebox';
import { Benchmark } from '../../../services/core/model/benchmark.ts';
import { Dataset } from '../../../services/core/model/catalog.ts';
import { explain, MAX_VIOLATIONS } from '../../../services/core/model/explain.ts';

const lines = (...args: Parameters<typeof explain>) =>
  explain(...args).map((violation) => `${violation.path.join('.')}: ${violation.message}`);
const dataset = {
  schemaVersion: 1,
  name: 'digits',
  version: '1',
  title: 'Digits',
  licence: 'BSD',
  source: { kind: 'file' },
  files: [{ path: 'a', sha256: 'a'.repeat(64), bytes: 1 }],
};

t.test('a value that satisfies the schema has nothing to explain', async (t) => {
  t.same(explain(Dataset, dataset), []);
});

t.test('missing keys first, then what is wrong in the order of the file', async (t) => {
  const { title: _title, ...rest } = dataset;
  const value = { ...rest, licence: '', tite: 'x', schemaVersion: 2, files: [] };
  t.same(lines(Dataset, value), [
    'title: missing key title: expected text from 1 to 200 characters',
    'schemaVersion: expected 1, found 2',
    'licence: expected text from 1 to 200 characters, found ""',
    'files: expected a list from 1 to 100000 items, found 0',
    'tite: unknown key "tite": expected one of schemaVersion, name, version, title, licence, source, files',
  ]);
  t.same(
    explain(Dataset, value).map((violation) => violation.about),
    ['missing', 'value', 'value', 'value', 'key'],
  );
});

t.test('one of several mappings is told by its kind', async (t) => {
  t.same(lines(Dataset, { ...dataset, source: { kind: 'npm', packag: 'x', version: '1' } }), [
    'source.package: missing key package: expected text of at least 1 characters',
    'source.packag: unknown key "packag": expected one of kind, package, version',
  ]);
  const names = ['file', 'npm', 'pypi', 'https', 'oci', 'git'];
  const kinds = `expected ${names.map((name) => `a mapping with kind: ${name}`).join(' or ')}`;
  t.same(lines(Dataset, { ...dataset, source: { kind: 'ftp' } }), [`source: ${kinds}, found {"kind":"ftp"}`]);
  t.same(lines(Dataset, { ...dataset, source: 'npm' }), [`source: ${kinds}, found "npm"`]);
});

t.test('records, lists, numbers and choices', async (t) => {
  const value = {
    config: { '1a': 1, ok: [1] },
    platforms: ['a', 'a'],
    limits: { cpus: 0, pids: 1.5, memoryMiB: Number.NaN },
    seeds: [1, -1],
    metrics: [{ kind: 'fast' }],
  };
  const found = lines(Benchmark, value);
  for (const line of [
    'config.1a: key "1a" must match ^[A-Za-z][A-Za-z0-9_.-]{0,63}$',
    'config.ok: expected text of at most 4096 characters or a number or true or false, found [1]',
    'platforms.1: "a" stands here twice: expected each once',
    'limits.cpus: expected a number above 0 of at most 1024, found 0',
    'limits.pids: expected a whole number from 1 to 100000, found 1.5',
    'limits.memoryMiB: expected a whole number from 16 to 4194304, found NaN',
    'seeds.1: expected a whole number from 0 to 2147483647, found -1',
    'metrics.0.kind: expected one of quality, speed, cost, found "fast"',
    'image: missing key image: expected a mapping',
    'command: missing key command: expected a list from 1 to 64 items',
  ])
    t.ok(found.includes(line), line);
});

t.test('the root itself, and a long value is cut', async (t) => {
  t.same(lines(Dataset, null), [': expected a mapping, found null']);
  t.same(lines(Type.Boolean(), 'x'.repeat(200)), [`: expected true or false, found "${'x'.repeat(79)}…`]);
  t.same(lines(Type.Null(), undefined), [': expected null, found undefined']);
  t.same(lines(Type.Unsafe<string>({ not: {} }), 1), [': expected another value, found 1']);
  t.same(lines(Type.String({ pattern: '^a$' }), 'b'), [': expected text that matches ^a$, found "b"']);
});

t.test('an open mapping keeps its other keys, and a choice among scalars refuses a mapping', async (t) => {
  t.same(lines(Type.Object({ a: Type.Number() }), { a: 'x', b: 1 }), ['a: expected a number, found "x"']);
  t.same(lines(Type.Unsafe<object>({ type: 'object', additionalProperties: false }), { b: 1 }), [
    'b: unknown key "b": expected one of ',
  ]);
  t.same(lines(Type.Union([Type.Number(), Type.Null()]), {}), [': expected a number or null, found {}']);
});

t.test('what the walk has no words for is still refused', async (t) => {
  t.same(lines(Type.Object({}, { minProperties: 1 }), {}), [': expected a mapping']);
  t.same(lines(Type.Object({ a: Type.Number() }, { required: ['a', 'b'] }), { a: 1 }), [
    'b: missing key b: expected a value',
  ]);
});

t.test('bounded', async (t) => {
  const value = Array.from({ length: MAX_VIOLATIONS * 2 }, () => 'x');
  t.equal(explain(Type.Array(Type.Number()), value).length, MAX_VIOLATIONS);
});
