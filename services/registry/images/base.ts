import { PlumblineError } from '../../core/errors.ts';
import type { BaseImage } from '../../core/model/catalog.ts';
import type { ImagePin } from '../../core/model/pins.ts';
import type { Clock } from '../../core/ports/base.ts';
import { createRegistryClient } from '../oci/client.ts';
import type { FindCredentials } from '../oci/credentials.ts';
import { engineAuth } from '../oci/engine-auth.ts';
import { engineRegistries } from '../oci/engine-registries.ts';
import { resolveChannel } from '../oci/resolve.ts';
import { type DebianOptions, ensureDebianBase } from './debian.ts';
import { engineError } from './engine.ts';
import { readMessages } from './messages.ts';

export interface BaseOptions extends DebianOptions {
  /** `auto`: the registry when it answers, else Debian's archive. */
  readonly from: 'auto' | 'registry' | 'debian';
  readonly clock: Clock;
  /** What this machine knows for registries; absent: they are asked without a name. */
  readonly credentials?: FindCredentials;
}

/** A registry that has not begun to answer by then is taken as not there. */
export const REGISTRY_ANSWER_MS = 10_000;

/** Gets a base image into the engine and pins it. BASE_UNAVAILABLE says why each way failed. */
export async function ensureBase(base: BaseImage, options: BaseOptions): Promise<ImagePin> {
  if (options.from === 'debian' || base.registry === undefined) {
    if (options.from === 'registry') {
      throw new PlumblineError(
        'BASE_UNAVAILABLE',
        `base ${base.name} names no registry image, and only a registry is allowed`,
      );
    }
    return { reference: await ensureDebianBase(base, options), kind: 'image-id' };
  }
  try {
    return { reference: await followBase(base.registry, options), kind: 'registry-digest' };
  } catch (error) {
    const fallBack = options.from === 'auto' && error instanceof PlumblineError && error.code === 'BASE_UNAVAILABLE';
    if (!fallBack) throw error;
    const text = `${error.message}; using Debian's package archive`;
    options.onProgress({ subject: base.name, phase: 'note', text });
    return { reference: await ensureDebianBase(base, options), kind: 'image-id' };
  }
}

/**
 * Resolves a base's tag to the manifest of the engine's own platform, and gets that by its digest. What an index names for
 * other platforms may move without this base: it is no part of the pin.
 */
async function followBase(channel: string, options: BaseOptions): Promise<string> {
  const { docker, architecture, clock, onProgress, signal, credentials = async () => null } = options;
  onProgress({ subject: channel, phase: 'base', text: `asking the registry for ${channel}` });
  const client = createRegistryClient({ clock, credentials, engine: await engineRegistries(docker) });
  try {
    const platform = { os: 'linux', architecture };
    const { reference } = await resolveChannel(channel, { client, platform, signal });
    await pullBase(reference, options);
    return reference;
  } catch (error) {
    if (!(error instanceof PlumblineError) || KEPT.includes(error.code)) throw error;
    const { message, retryAfterMs } = error;
    throw new PlumblineError('BASE_UNAVAILABLE', message, { cause: error, retryAfterMs });
  } finally {
    await client.close();
  }
}

/** Not about the registry: no other way to a base helps. */
const KEPT: readonly string[] = [
  'BASE_UNAVAILABLE',
  'DOCKER_UNAVAILABLE',
  'DISK_FULL',
  'INPUT_INVALID',
  'CONFIG_INVALID',
];

async function pullBase(reference: string, options: BaseOptions): Promise<void> {
  const { docker, onProgress, signal, credentials } = options;
  const there = await docker
    .getImage(reference)
    .inspect()
    .catch(() => null);
  if (there !== null) return;
  const silent = AbortSignal.timeout(REGISTRY_ANSWER_MS);
  const stop = new AbortController();
  // Only the first answer is timed: a large image may take long to arrive.
  const onSilent = () => stop.abort(new Error(`no answer within ${REGISTRY_ANSWER_MS / 1000} s`));
  const onAbort = () => stop.abort(signal?.reason);
  silent.addEventListener('abort', onSilent, { once: true });
  signal?.addEventListener('abort', onAbort, { once: true });
  let failure: string | undefined;
  try {
    const authconfig = await engineAuth(reference, credentials);
    const stream = await docker.pull(reference, { abortSignal: stop.signal, authconfig });
    silent.removeEventListener('abort', onSilent);
    await readMessages(stream, (message) => {
      failure ??= message.error;
      if (message.status !== undefined && message.id === undefined) {
        onProgress({ subject: reference, phase: 'base', text: message.status });
      }
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (silent.aborted) failure = `no answer within ${REGISTRY_ANSWER_MS / 1000} s`;
    else throw engineError(error, `pull ${reference}`, 'BASE_UNAVAILABLE', signal);
  } finally {
    silent.removeEventListener('abort', onSilent);
    signal?.removeEventListener('abort', onAbort);
  }
  if (failure !== undefined) throw new PlumblineError('BASE_UNAVAILABLE', `pull ${reference}: ${failure}`);
}
