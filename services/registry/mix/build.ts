import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import type { Digest } from '../../core/model/base.ts';
import type { ImagePin } from '../../core/model/pins.ts';
import { buildImage, findBuilt } from '../images/build.ts';
import type { ImageProgress } from '../images/progress.ts';
import { pushImage } from '../images/push.ts';
import { recipeOf } from '../images/recipe.ts';
import { type ArchivedRecipe, lockContent, readContent, targetOf } from '../images/recipes.ts';
import { parseLock } from '../lock/lock.ts';
import { ensureWheels, type Wheel } from '../lock/wheels.ts';
import { type MixerOptions, ownerOf, type Say } from './context.ts';
import { isPresent } from './present.ts';

/** The wheels that a recipe's lock names, downloaded where the cache lacks them. RESOLVE_FAILED, WHEEL_HASH_MISMATCH. */
export async function recipeWheels(
  state: string,
  archived: ArchivedRecipe,
  say: Say,
): Promise<{ readonly packages: ReturnType<typeof parseLock>['packages']; readonly wheels: readonly Wheel[] }> {
  const { packages } = parseLock((await readContent(state, lockContent(archived))).toString('utf8'));
  const onProgress = (done: number, total: number, name: string) => {
    if (name !== '') say(`downloading ${name} (${done} of ${total} wheels are there)`);
  };
  const wheels = await ensureWheels(packages, { cache: join(state, 'wheels'), target: targetOf(archived), onProgress });
  return { packages, wheels };
}

/** Fingerprint of a kept recipe: the same that the catalog's build gives equal parts. */
export function fingerprintOf(archived: ArchivedRecipe): Digest {
  const { lock, code, dockerfile, base } = archived;
  return recipeOf({ lock: { digest: lock }, code, dockerfile }, base.reference);
}

/**
 * The image of a kept recipe: found again by its content, else built, and pushed where a registry is configured.
 * IMAGE_BUILD_FAILED with the last lines; IMAGE_MISSING when the base is gone; retryable errors when something is away.
 */
export async function imageOf(archived: ArchivedRecipe, options: MixerOptions, say: Say): Promise<ImagePin> {
  const { docker, state } = options;
  const { benchmark: name, base } = archived;
  const recipe = fingerprintOf(archived);
  let id = await findBuilt(docker, name, recipe);
  if (id === null) {
    if (!(await isPresent(docker, base, say, options.credentials)))
      throw new PlumblineError('IMAGE_MISSING', `the base ${archived.baseName} (${base.reference}) of ${name} is gone`);
    const { wheels } = await recipeWheels(state, archived, say);
    id = await inFolder(archived, state, (folder) => {
      const manifest = {
        name,
        code: Object.keys(archived.code),
        image: { dockerfile: DOCKERFILE, lock: LOCK },
      };
      const logs = join(state, 'build-logs');
      const onProgress = ({ text }: ImageProgress) => say(text);
      return buildImage(
        { folder, manifest },
        { docker, base, recipe, wheels, logs, hybrid: ownerOf(state), onProgress },
      );
    });
  } else say(`the image is there (${id.slice('sha256:'.length, SHOWN_TO)})`);
  const { registry } = options.images;
  if (registry === null) return { reference: id, kind: 'image-id', recipe };
  say(`pushing ${name} to ${registry}`);
  return { ...(await pushImage(id, name, { docker, registry, recipe, credentials: options.credentials })), recipe };
}

const DOCKERFILE = 'Dockerfile';
const LOCK = 'requirements.lock';
/** Twelve hex digits after `sha256:`, as the docker client shows ids. */
const SHOWN_TO = 'sha256:'.length + 12;

/** Lays a recipe's files out as a benchmark's folder for the time of one call. */
async function inFolder<Result>(
  archived: ArchivedRecipe,
  state: string,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const scratch = join(state, 'scratch');
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'mix-'));
  try {
    await writeFile(join(folder, DOCKERFILE), await readContent(state, archived.dockerfile));
    await writeFile(join(folder, LOCK), await readContent(state, lockContent(archived)));
    for (const [path, sha256] of Object.entries(archived.code)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), await readContent(state, sha256));
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
