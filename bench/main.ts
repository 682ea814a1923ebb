import { cpus } from 'node:os';
import type { Row } from './rows.ts';

// `npm run bench [name...]`: what things cost, measured against a peer in the same run where there is one. Each part is a
// module of its own, loaded only when it is asked for, so that one that cannot run here does not stop the others.

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  overhead: async () => (await import('./overhead.ts')).benchOverhead(),
  start: async () => (await import('./start.ts')).benchStart(),
  parse: async () => (await import('./parse.ts')).benchParse(),
  telemetry: async () => (await import('./telemetry.ts')).benchTelemetry(),
  enqueue: async () => (await import('./enqueue.ts')).benchEnqueue(),
  'idle-workers': async () => (await import('./idle-workers.ts')).benchIdleWorkers(),
  queue: async () => (await import('./queue.ts')).benchQueue(),
  'verify-data': async () => (await import('./verify-data.ts')).benchVerifyData(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`unknown part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.version}`,
);
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  for (const row of await part()) console.log(formatRow(row));
}

function formatRow(row: Row): string {
  const value = Number.isInteger(row.value) ? String(row.value) : row.value.toPrecision(4);
  return `  ${row.name.padEnd(58)} ${value.padStart(10)} ${row.unit.padEnd(8)} ${row.goal ? `goal ${row.goal}` : ''}${row.note ? `  (${row.note})` : ''}`;
}
