import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sha256Hex } from '../../services/core/model/identity.ts';
import { MIGRATIONS } from '../../services/store/migrations/index.ts';
import { openStore } from '../../services/store/store.ts';
import { silent } from './loopback.ts';

// Making a PGlite folder takes seconds, copying one a fraction: the first test makes an empty migrated store for each
// state of the migrations, and every other starts from a copy of it.
const NAME = `plumbline-test-store-${sha256Hex(MIGRATIONS.map(({ sql }) => sql).join()).slice(0, 16)}`;
const READY = join(tmpdir(), NAME);

/** Folder with an empty migrated store; `store/` is what `openStore` opens, `store.tar` the dumped data folder. */
async function template(): Promise<string> {
  if (existsSync(READY)) return READY;
  const making = await mkdtemp(join(tmpdir(), `${NAME}-`));
  const folder = join(making, 'store');
  await (await openStore({ folder, log: silent })).close();
  const engine = await PGlite.create({ dataDir: join(folder, 'data') });
  await writeFile(join(making, 'store.tar'), Buffer.from(await (await engine.dumpDataDir('none')).arrayBuffer()));
  await engine.close();
  // Another test may have been faster: its template is as good.
  await rename(making, READY).catch(() => rm(making, { recursive: true, force: true }));
  return READY;
}

/** Makes `folder` a copy of the empty store. */
export async function copyTemplate(folder: string): Promise<void> {
  await cp(join(await template(), 'store'), folder, { recursive: true });
}

/** The dumped data folder of the empty store. */
export async function templateBlob(): Promise<Blob> {
  return new Blob([await readFile(join(await template(), 'store.tar'))]);
}
