import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import { createDriver } from './driver.ts';
import { record } from './record.ts';
import { runCase } from './run-case.ts';
import type { CaseRow } from './score.ts';
import { tableOf } from './table.ts';

// `npm run bench:attribution [-- --record] [case...]`: every case live, through the service, its queue and its worker, in
// real containers; each prints what it found beside the truth, and the decisions and runs that it took. `--record` keeps
// the answers for the replay test. Needs the container engine and the package index; images and wheels are kept.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    state: { type: 'string', default: '.plumbline/attribution' },
    record: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !CASES.some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(`unknown case: ${unknown.join(', ')}; there are ${CASES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const state = resolve(values.state);
mkdirSync(state, { recursive: true });
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.version}`,
);
const rows: CaseRow[] = [];
for (const one of CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.log(`\n${one.name}: ${one.title}`);
  const folder = mkdtempSync(join(state, 'case-'));
  const driver = createDriver(one, state, folder, (text) => console.log(`  ${text}`));
  try {
    const { row, detail } = await runCase(one, driver, state);
    rows.push(row);
    console.log(`  → ${row.right ? 'right' : 'WRONG'}: ${row.found}`);
    if (values.record && row.right)
      console.log(`  ${record(one.name, await driver.recorded(detail.search.id), new Date())}`);
  } catch (error) {
    console.log(`  ✗ ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`\n${tableOf(rows)}`);
if (rows.some(({ right }) => !right)) process.exitCode = 1;
