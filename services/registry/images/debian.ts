import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import type { BaseImage } from '../../core/model/catalog.ts';
import { fingerprint } from '../../core/model/identity.ts';
import { runProgram } from '../program.ts';
import { engineError } from './engine.ts';
import { LABEL_BASE, LABEL_RECIPE, REPOSITORY, recipeTag } from './labels.ts';
import { readMessages } from './messages.ts';
import type { OnProgress } from './progress.ts';

export interface DebianOptions {
  readonly docker: Docker;
  readonly architecture: string;
  /** Folder for the archive while it is made; a few hundred MiB. */
  readonly scratch: string;
  /** Archive to take packages from; absent: Debian's own. */
  readonly mirror?: string;
  /** Make it anew although one of the same recipe is there: takes the archive's newest packages. */
  readonly refresh?: boolean;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** Raised when this file makes another image from the same declaration. */
const RECIPE_VERSION = 1;
const MMDEBSTRAP_LIMIT_MS = 30 * 60_000;
/** Files newer than this get this time, so that two archives of the same packages are equal; zip has none before 1980. */
const SOURCE_DATE_EPOCH_S = 946_684_800;
/** Pages that nobody reads in a container; licences stay. */
const LEFT_OUT = ['/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*', '/usr/share/doc/*'];
const LICENCES = '/usr/share/doc/*/copyright';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The id of a base image made from Debian's package archive: found by its recipe, else made with mmdebstrap and imported.
 * BASE_UNAVAILABLE with mmdebstrap's last words.
 */
export async function ensureDebianBase(base: BaseImage, options: DebianOptions): Promise<string> {
  const { docker, architecture, onProgress } = options;
  const { suite, include } = base.debian;
  const recipe = fingerprint({ version: RECIPE_VERSION, suite, include: [...include].sort(), architecture });
  const found = options.refresh ? null : await findBase(docker, base.name, recipe);
  if (found !== null) {
    onProgress({ subject: base.name, phase: 'found', text: `base ${base.name} is there (Debian ${suite})` });
    return found;
  }
  await mkdir(options.scratch, { recursive: true });
  const folder = await mkdtemp(join(options.scratch, 'base-'));
  try {
    const archive = join(folder, 'root.tar');
    await makeArchive(base, archive, options);
    onProgress({ subject: base.name, phase: 'base', text: `importing base ${base.name} into the engine` });
    return await importArchive(base.name, recipe, archive, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeArchive(base: BaseImage, archive: string, options: DebianOptions): Promise<void> {
  const { suite, include } = base.debian;
  const args = [
    `SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH_S}`,
    'mmdebstrap',
    '--variant=minbase',
    '--format=tar',
    `--architectures=${options.architecture}`,
    ...(include.length === 0 ? [] : [`--include=${include.join(',')}`]),
    ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
    `--dpkgopt=path-include=${LICENCES}`,
    '--customize-hook=rm -rf "$1"/var/log/* "$1"/var/cache/ldconfig/aux-cache',
    suite,
    archive,
    ...(options.mirror === undefined ? [] : [options.mirror]),
  ];
  const subject = base.name;
  options.onProgress({ subject, phase: 'base', text: `making base ${subject} from Debian ${suite} with mmdebstrap` });
  // `env` and not a variable of ours, since the program must see the site's own environment too.
  const { code, tail } = await runProgram('env', args, {
    limitMs: MMDEBSTRAP_LIMIT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onLine: (line) => {
      const stage = /^I: (.{1,100})/.exec(line)?.[1];
      if (stage !== undefined) options.onProgress({ subject, phase: 'base', text: `base ${subject}: ${stage}` });
    },
  });
  if (code === 0) return;
  const words = tail.filter((line) => /^(?:E|W|env):|Err:/.test(line)).slice(-5);
  const reason = code === 127 ? 'mmdebstrap is not installed' : (words.length > 0 ? words : tail.slice(-5)).join(' · ');
  throw new PlumblineError('BASE_UNAVAILABLE', `base ${subject} could not be made from Debian ${suite}: ${reason}`);
}

/** The base that carries the recipe's tag; null when there is none. */
async function findBase(docker: Docker, name: string, recipe: string): Promise<string | null> {
  try {
    const { Id, Config } = await docker.getImage(`${repositoryOf(name)}:${recipeTag(recipe)}`).inspect();
    // The tag holds only some digits of the recipe; the label has all of them.
    return Config.Labels?.[LABEL_RECIPE] === recipe ? Id : null;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw engineError(error, `look for base ${name}`, 'DOCKER_UNAVAILABLE');
  }
}

function repositoryOf(name: string): string {
  return `${REPOSITORY}/base-${name}`;
}

async function importArchive(name: string, recipe: string, archive: string, options: DebianOptions): Promise<string> {
  const { docker, signal } = options;
  let failure: string | undefined;
  let id: string | undefined;
  try {
    const stream = await docker.importImage(createReadStream(archive), {
      changes: [
        `ENV PATH=${PATH}`,
        'ENV LANG=C.UTF-8',
        `LABEL ${LABEL_BASE}=${name}`,
        `LABEL ${LABEL_RECIPE}=${recipe}`,
      ],
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    await readMessages(stream, (message) => {
      failure ??= message.error;
      if (/^sha256:[0-9a-f]{64}$/.test(message.status ?? '')) id = message.status;
    });
    if (failure === undefined && id !== undefined) return await settle(id, name, recipe, options);
  } catch (error) {
    throw engineError(error, `import base ${name}`, 'BASE_UNAVAILABLE', signal);
  }
  throw new PlumblineError('BASE_UNAVAILABLE', `import base ${name}: ${failure ?? 'the engine named no image'}`);
}

/** Two processes may make the same base at once: the first one's stands, so that their pins agree. */
async function settle(id: string, name: string, recipe: string, { docker, refresh }: DebianOptions): Promise<string> {
  const first = refresh ? null : await findBase(docker, name, recipe);
  if (first !== null) {
    await docker.getImage(id).remove();
    return first;
  }
  await docker.getImage(id).tag({ repo: repositoryOf(name), tag: recipeTag(recipe) });
  return id;
}
