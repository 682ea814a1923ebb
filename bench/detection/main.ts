import { cpus } from 'node:os';
import type { Row } from '../rows.ts';

// `npm run bench:detection [part...]`: the figures of the judge beside their goals. Each part is a module of its own,
// loaded only when it is asked for.

const PARTS: Readonly<Record<string, () => Promise<Row[]> | Row[]>> = {
  series: async () => (await import('./series.ts')).benchSeries(),
  speed: async () => (await import('./speed.ts')).benchSpeed(),
  simulation: async () => (await import('./simulation.ts')).benchSimulation(),
  side: async () => (await import('./side.ts')).benchSide(),
  evidence: async () => (await import('./null-evidence.ts')).benchEvidence(),
  peers: async () => (await import('./peers.ts')).benchPeers(),
  bands: async () => (await import('./bands.ts')).benchBands(),
  night: async () => (await import('./night-step.ts')).benchNightStep(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`unknown part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`;
console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}, Node ${process.version}`);
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const began = performance.now();
  const rows = await part();
  console.log(`\n${name} (${((performance.now() - began) / 1_000).toFixed(1)} s)`);
  console.log(line('', 'reached', '', 'goal', 'stretch', ''));
  for (const { name, value, unit, goal = '', stretch = '', reached = '', note } of rows) {
    const figure = Number.isInteger(value) ? String(value) : value.toPrecision(3);
    console.log(line(name, figure, unit, goal, stretch, reached, note));
  }
}

function line(name: string, value: string, unit: string, goal: string, stretch: string, mark: string, note?: string) {
  const columns = [
    name.padEnd(76),
    value.padStart(8),
    unit.padEnd(8),
    goal.padEnd(8),
    stretch.padEnd(8),
    mark.padEnd(7),
  ];
  return `  ${columns.join(' ')}${note ? ` (${note})` : ''}`.trimEnd();
}
