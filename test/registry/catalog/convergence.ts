import t, { type Test } from 'tap';
import { inspectCatalog } from '../../../services/registry/catalog/load.ts';
import { testFolder } from '../../support/folder.ts';
import { tinyWith, writeSmallCatalog } from '../../support/small-catalog.ts';

const POINTS = '[{ batch: 32, runs: [9, 10, 10, 11, 9, 10] }, { batch: 64, runs: [12, 12, 13, 12, 11, 12] }]';
const RULE = 'rule: { runs: 3, dropped: 1, notConverging: 1 }';

/** The small catalog with one metric more, which counts epochs to a target. */
function withConvergence(convergence: string, metric: Record<string, string> = {}): Record<string, string> {
  const fields = { kind: 'quality', unit: 'epochs', direction: 'lower', scale: 'count', ...metric };
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${value}\n`);
  return tinyWith(
    '  - name: throughput\n',
    `  - name: epochs\n${lines.join('')}` +
      '    source: { format: mllog, key: epochs, reduce: last, warmup: 0 }\n    minEffect: 1\n' +
      `    convergence: { ${convergence}, derivation: "own runs, 2026-01-02" }\n  - name: throughput\n`,
  ) as Record<string, string>;
}

async function findings(t: Test, changes: Record<string, string>): Promise<string[]> {
  const { findings } = await inspectCatalog(writeSmallCatalog(testFolder(t), changes));
  return findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

t.test('points that can judge a night pass', async (t) => {
  t.strictSame(await findings(t, withConvergence(`${RULE}, batch: 48, points: ${POINTS}`)), []);
});

const faults: [string, string, Record<string, string>, RegExp][] = [
  ['another scale', `${RULE}, batch: 32, points: ${POINTS}`, { scale: 'real' }, /scale.*expected count or positive/],
  ['another direction', `${RULE}, batch: 32, points: ${POINTS}`, { direction: 'higher' }, /direction.*expected lower/],
  ['speed', `${RULE}, batch: 32, points: ${POINTS}`, { kind: 'speed' }, /kind.*expected quality/],
  [
    'a band too',
    `${RULE}, batch: 32, points: ${POINTS}`,
    { band: '{ kind: reference, centre: 10, deviation: 1, seeds: 10, derivation: paper }' },
    /band.*found both/,
  ],
  ['no run counts', `batch: 32, points: ${POINTS}`, {}, /convergence: .*expected either mlperf or rule, found neither/],
  ['two run counts', `mlperf: bert, ${RULE}, batch: 32, points: ${POINTS}`, {}, /found both/],
  ['an unknown benchmark', `mlperf: chess, batch: 32, points: ${POINTS}`, {}, /mlperf: .*chess; known: resnet/],
  [
    'failures that are not dropped',
    `rule: { runs: 3, dropped: 1, notConverging: 2 }, batch: 32, points: ${POINTS}`,
    {},
    /notConverging: .*expected at most 1/,
  ],
  [
    'fewer seeds than are dropped',
    `rule: { runs: 9, dropped: 2, notConverging: 1 }, batch: 32, points: ${POINTS}`,
    {},
    /expected more than 4 seeds, of which 4 are dropped, found 3/,
  ],
  ['a batch beyond the reference', `${RULE}, batch: 65, points: ${POINTS}`, {}, /batch: .*65 is above 64/],
  [
    'two points of one batch',
    `${RULE}, batch: 32, points: [{ batch: 32, runs: [9, 9, 9, 9, 9, 9] }, { batch: 32, runs: [9, 9, 9, 9, 9, 9] }]`,
    {},
    /points\.1\.batch: .*batch 32 has two points/,
  ],
  [
    'a point with too few runs',
    `rule: { runs: 3, dropped: 2, notConverging: 1 }, batch: 32, points: [{ batch: 32, runs: [9, 9, 9, 9] }]`,
    {},
    /points\.0\.runs: .*more than 4 runs, found 4/,
  ],
];
for (const [name, convergence, metric, expected] of faults) {
  t.test(`refused: ${name}`, async (t) => {
    const found = await findings(t, withConvergence(convergence, metric));
    t.ok(
      found.some((line) => line.startsWith('error metrics.1.') && expected.test(line) && /epochs: /.test(line)),
      found.join('\n'),
    );
  });
}

t.test('fewer runs than the rule asks for are told, and judged all the same', async (t) => {
  const found = await findings(t, withConvergence(`mlperf: resnet, batch: 32, points: ${POINTS}`));
  t.match(found, [
    /^warning metrics\.1\.convergence: .*made for 5 runs a night, found 3 seeds/,
    /^warning metrics\.1\.convergence\.points\.0\.runs: .*has 10 runs, found 6/,
    /^warning .*points\.1\.runs/,
  ]);
});
