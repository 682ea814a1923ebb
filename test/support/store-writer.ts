import { openStore } from '../../services/store/store.ts';
import { aRun } from './builders.ts';
import { silent } from './loopback.ts';

// Writes runs one after the other until it is killed, and says the id of each when the store has acknowledged it.
const store = await openStore({ folder: process.argv[2] ?? '', log: silent });
for (let at = 0; at < 100_000; at += 1) {
  const id = `run_${String(at).padStart(8, '0')}`;
  await store.runs.create([aRun({ id })]);
  process.stdout.write(`${id}\n`);
}
