import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';

/** A name and a password, or a token that stands for both (`docker login` of some registries). */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string };

/** What this machine knows for a registry; null: nothing, it is asked without a name. */
export type FindCredentials = (registry: string) => Promise<Credentials | null>;

/** A configuration of Docker's client larger than this is not one, in bytes. */
const CONFIG_MAX_BYTES = 1_048_576;
/** A helper asks a key store or a cloud; one that does not answer is given up, in milliseconds. */
const HELPER_LIMIT_MS = 20_000;
/** Longest answer of a helper, in bytes: some clouds' tokens have thousands. */
const ANSWER_MAX_BYTES = 65_536;
/** Docker's own registry has this key in `auths`, and helpers know it by it. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/**
 * Credentials as the docker client finds them: `config.json` in `folder`, read anew each time. A registry's own helper
 * comes first, then the store of all, then what lies in the file. CONFIG_INVALID names a broken file; never what is in it.
 */
export function dockerCredentials(folder: string): FindCredentials {
  return async (registry) => {
    const config = await readConfig(join(folder, 'config.json'));
    const key = registry === 'docker.io' ? DOCKER_HUB_KEY : registry;
    const helper = config.credHelpers?.[registry] ?? config.credHelpers?.[key] ?? config.credsStore;
    const asked = helper === undefined || helper === '' ? null : await askHelper(helper, key);
    return asked ?? fromFile(config, registry);
  };
}

async function readConfig(file: string): Promise<DockerConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '{}';
    throw new PlumblineError('CONFIG_INVALID', `cannot be read: ${error.code}`, { place: { file } });
  });
  try {
    const value: unknown = text.length > CONFIG_MAX_BYTES ? null : JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as DockerConfig;
  } catch {
    // Named below: the parser's own words quote the text, and it holds passwords.
  }
  throw new PlumblineError('CONFIG_INVALID', 'the docker client’s configuration is not JSON', { place: { file } });
}

/** Entries are hosts, or addresses of older clients with a scheme and a path. */
function fromFile({ auths = {} }: DockerConfig, registry: string): Credentials | null {
  const hosts = registry === 'docker.io' ? ['docker.io', 'index.docker.io', 'registry-1.docker.io'] : [registry];
  const hostOf = (key: string) => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const entry = Object.entries(auths).find(([key]) => hosts.includes(hostOf(key)))?.[1];
  if (entry === undefined) return null;
  if (entry.identitytoken) return { kind: 'identity-token', token: entry.identitytoken };
  const pair = Buffer.from(entry.auth ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon <= 0) return null;
  return { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

/** Speaks docker-credential-helpers' protocol: the server's name on standard input, JSON back. */
async function askHelper(helper: string, server: string): Promise<Credentials | null> {
  if (!/^[A-Za-z0-9._-]{1,60}$/.test(helper)) {
    throw new PlumblineError(
      'CONFIG_INVALID',
      `the docker client’s configuration names a helper "${helper.slice(0, 80)}"`,
    );
  }
  const program = `docker-credential-${helper}`;
  const { code, text } = await run(program, server);
  // Its words and not its code tell a registry that it does not know from a broken store.
  if (/credentials not found/i.test(text)) return null;
  if (code !== 0)
    throw new PlumblineError('REGISTRY_REFUSED', `${program} gave no credentials for ${server} (exit ${code})`);
  const answer = parse(text);
  if (answer === null) throw new PlumblineError('REGISTRY_REFUSED', `${program} answered something else than JSON`);
  const { Username: username = '', Secret: password = '' } = answer;
  if (username === '<token>') return { kind: 'identity-token', token: password };
  return username === '' && password === '' ? null : { kind: 'password', username, password };
}

function parse(text: string): { readonly Username?: string; readonly Secret?: string } | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

/** Standard error is not kept: a helper may say anything there. */
function run(program: string, input: string): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: HELPER_LIMIT_MS });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (text.length < ANSWER_MAX_BYTES) text += piece;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${input}\n`);
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new PlumblineError('DEPENDENCY_MISSING', `the docker client’s configuration needs ${program}`, {
              cause: error,
            })
          : error,
      ),
    );
    child.on('close', (code, signal) =>
      signal === null
        ? resolve({ code, text })
        : reject(new PlumblineError('TIMEOUT', `${program} did not answer within ${HELPER_LIMIT_MS / 1000} s`)),
    );
  });
}
