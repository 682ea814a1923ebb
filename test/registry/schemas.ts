import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { publishedSchemas } from '../../services/registry/schemas.ts';
import { SMALL_CATALOG } from '../support/small-catalog.ts';

const folder = new URL('../../schemas/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

t.test('the files are what the code generates: run `npm run schemas` after a change of the model', async (t) => {
  const schemas = publishedSchemas();
  t.same(readdirSync(folder).sort(), Object.keys(schemas).sort());
  for (const [name, text] of Object.entries(schemas)) t.same(read(name), JSON.parse(text), name);
});

t.test('each names its dialect, itself and its subject, and no host of ours', async (t) => {
  for (const name of Object.keys(publishedSchemas())) {
    const schema = read(name);
    t.match(
      schema,
      { $schema: /2020-12/, $id: /^urn:plumbline:schema:[a-z]+:1$/, title: /^Plumbline /, type: 'object' },
      name,
    );
  }
});

t.test('read back from the file, a schema takes what is right and refuses an unknown key', async (t) => {
  for (const [schema, path] of [
    ['benchmark', 'tiny/benchmark.yaml'],
    ['dataset', 'datasets/rows.yaml'],
    ['platform', 'platforms/cpu-x86_64.yaml'],
    ['base', 'bases/debian.yaml'],
  ] as const) {
    const value = parse(SMALL_CATALOG[path] as string);
    t.equal(Value.Check(read(`${schema}.schema.json`), value), true, path);
    t.equal(Value.Check(read(`${schema}.schema.json`), { ...value, unknown: 1 }), false, path);
  }
});
