import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { closed, Digest, Name, SchemaVersion } from '../../core/model/base.ts';
import { explain } from '../../core/model/explain.ts';
import { sha256Hex } from '../../core/model/identity.ts';
import { ImagePin } from '../../core/model/pins.ts';
import type { WheelTarget } from '../lock/pip.ts';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Everything that an image was built from, by content; the contents lie beside it in the archive. */
export const ArchivedRecipe = Type.Object(
  {
    schemaVersion: SchemaVersion,
    benchmark: Name,
    base: ImagePin,
    /** Name of the base's file in the catalog. */
    baseName: Name,
    /** Digest of requirements.lock. */
    lock: Digest,
    /** SHA-256 of every code file by path, and of the Dockerfile. */
    code: Type.Record(Type.String(), Sha256),
    dockerfile: Sha256,
    /** What its wheels run on. */
    python: Type.String({ pattern: '^3\\.\\d{1,2}$' }),
    suite: Type.Enum(['bullseye', 'bookworm', 'trixie']),
    architecture: Type.Enum(['amd64', 'arm64']),
  },
  closed,
);
export type ArchivedRecipe = Static<typeof ArchivedRecipe>;

/** Stores a recipe and the contents it names; what is there already is left as it is. */
export async function saveRecipe(
  state: string,
  recipe: Digest,
  archived: ArchivedRecipe,
  contents: readonly (string | Uint8Array)[],
): Promise<void> {
  for (const content of contents) await writeOnce(contentFile(state, sha256Hex(content)), content);
  await writeOnce(recipeFile(state, recipe), `${JSON.stringify(archived, null, 2)}\n`);
}

/** What an image was built from. RECIPE_MISSING when it was not built on this machine, or before recipes were kept. */
export async function loadRecipe(state: string, recipe: Digest): Promise<ArchivedRecipe> {
  const file = recipeFile(state, recipe);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new PlumblineError('RECIPE_MISSING', `what the image with recipe ${recipe} was built from is not kept here`);
  });
  const value: unknown = parse(text);
  const [violation] = explain(ArchivedRecipe, value);
  if (violation === undefined) return value as ArchivedRecipe;
  throw new PlumblineError('RECIPE_MISSING', `the kept recipe was changed: ${violation.message}`, { place: { file } });
}

/** Every recipe that is kept here, by fingerprint; one that cannot be read is left out. At most `RECIPES_MAX`. */
export async function listRecipes(state: string): Promise<ReadonlyMap<Digest, ArchivedRecipe>> {
  const names = await readdir(join(state, 'recipes')).catch(() => []);
  const found = new Map<Digest, ArchivedRecipe>();
  for (const name of names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).slice(0, RECIPES_MAX)) {
    const recipe = `sha256:${name.slice(0, 64)}`;
    const archived = await loadRecipe(state, recipe).catch(() => null);
    if (archived !== null) found.set(recipe, archived);
  }
  return found;
}

/** Ten years of nights in which something moved; each is a small file. */
const RECIPES_MAX = 20_000;

/** One kept file, verified. RECIPE_MISSING when it is gone or holds other bytes. */
export async function readContent(state: string, sha256: string): Promise<Buffer> {
  const file = contentFile(state, sha256);
  const bytes = await readFile(file).catch(() => null);
  if (bytes !== null && sha256Hex(bytes) === sha256) return bytes;
  const what = bytes === null ? 'is gone' : 'holds other bytes than its name says';
  throw new PlumblineError('RECIPE_MISSING', `a file that an image was built from ${what}`, { place: { file } });
}

/** The hex digits of the lock's digest: how its text is named among the contents. */
export function lockContent(archived: Pick<ArchivedRecipe, 'lock'>): string {
  return archived.lock.slice('sha256:'.length);
}

/** What the wheels of a recipe must run on. */
export function targetOf({ python, architecture, suite }: ArchivedRecipe): WheelTarget {
  return { python, architecture, suite };
}

function recipeFile(state: string, recipe: Digest): string {
  return join(state, 'recipes', `${recipe.slice('sha256:'.length)}.json`);
}

function contentFile(state: string, sha256: string): string {
  return join(state, 'recipes', 'files', sha256);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

let writes = 0;

/** Written beside itself and renamed: a crash leaves no half file under a name that promises its content. */
async function writeOnce(file: string, content: string | Uint8Array): Promise<void> {
  const present = await readFile(file).catch(() => null);
  if (present?.equals(Buffer.from(content))) return;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${writes++}.tmp`;
  try {
    await writeFile(draft, content, { flush: true });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
