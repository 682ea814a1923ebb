import t from 'tap';
import { inspectCatalog } from '../../../services/registry/catalog/load.ts';
import { testFolder } from '../../support/folder.ts';
import { SMALL_CATALOG, tinyWith, writeSmallCatalog } from '../../support/small-catalog.ts';

const bands = JSON.parse(SMALL_CATALOG['tiny/bands.json'] as string) as Record<string, unknown>;
const withBands = (change: Record<string, unknown>) => ({ 'tiny/bands.json': JSON.stringify({ ...bands, ...change }) });
const speedBand = {
  ...tinyWith(
    'minEffect: 0.05',
    'minEffect: 0.05\n    band: { kind: declared, centre: 1, deviation: 1, seeds: 10, derivation: bands.json }',
  ),
};

const faults: [string, Record<string, string | null>, string, RegExp][] = [
  ['a speed band is never shipped', speedBand, 'error', /metrics\.1\.band.*calibrated where it is used/],
  [
    'too few seeds',
    tinyWith('seeds: 10', 'seeds: 9'),
    'error',
    /band\.seeds.*expected at least 10 measured seeds, found 9/,
  ],
  [
    'other seeds than values',
    tinyWith('seeds: 10', 'seeds: 11'),
    'error',
    /expected the 10 values of accuracy in bands\.json, found 11/,
  ],
  [
    'another centre',
    tinyWith('centre: 5.5', 'centre: 5.6'),
    'error',
    /band\.centre.*expected 5\.5, the mean of the values in bands\.json, found 5\.6/,
  ],
  ['another deviation', tinyWith('deviation: 3.028', 'deviation: 3.03'), 'warning-free', /^$/],
  [
    'a deviation beyond rounding',
    tinyWith('deviation: 3.028', 'deviation: 3.029'),
    'error',
    /band\.deviation.*expected 3\.0276/,
  ],
  ['no derivation', { 'tiny/bands.json': null }, 'error', /band\.derivation.*found no bands\.json/],
  [
    'a derivation outside',
    tinyWith('derivation: bands.json', 'derivation: ../x.json'),
    'error',
    /found no \.\.\/x\.json/,
  ],
  ['not JSON', { 'tiny/bands.json': '{' }, 'error', /band\.derivation.*bands\.json: /],
  ['another shape', withBands({ metrics: 3 }), 'error', /bands\.json metrics: expected a mapping, found 3/],
  ['another benchmark', withBands({ benchmark: 'huge' }), 'error', /bands\.json is about huge version 1/],
  ['another method version', withBands({ methodVersion: 2 }), 'error', /bands\.json is about tiny version 2/],
  ['no values of this metric', withBands({ metrics: {} }), 'error', /expected the 0 values/],
  [
    'another configuration',
    withBands({ config: { epochs: 3 } }),
    'warning',
    /config.*the band of accuracy was measured under another config/,
  ],
];
for (const [name, changes, severity, expected] of faults) {
  t.test(name, async (t) => {
    const { findings } = await inspectCatalog(writeSmallCatalog(testFolder(t), changes));
    if (severity === 'warning-free') return t.same(findings, []);
    t.equal(findings[0]?.severity, severity);
    t.match(`${findings[0]?.path} ${findings[0]?.message}`, expected);
  });
}

t.test('a band from a paper needs no values', async (t) => {
  const paper = tinyWith(
    'kind: declared, centre: 5.5, deviation: 3.028, seeds: 10, derivation: bands.json',
    'kind: reference, centre: 1, deviation: 0, seeds: 1, derivation: "table 3 of a paper, 2020"',
  );
  t.same((await inspectCatalog(writeSmallCatalog(testFolder(t), paper))).findings, []);
});
