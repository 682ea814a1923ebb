import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import type { BaseImage } from '../../core/model/catalog.ts';
import type { ImagePin } from '../../core/model/pins.ts';
import { type DebianOptions, ensureDebianBase } from './debian.ts';
import { engineError } from './engine.ts';
import { readMessages } from './messages.ts';

export interface BaseOptions extends DebianOptions {
  /** `auto`: the registry when it answers, else Debian's archive. */
  readonly from: 'auto' | 'registry' | 'debian';
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
    return await pullBase(base.registry, options);
  } catch (error) {
    const fallBack = options.from === 'auto' && error instanceof PlumblineError && error.code === 'BASE_UNAVAILABLE';
    if (!fallBack) throw error;
    const text = `${error.message}; using Debian's package archive`;
    options.onProgress({ subject: base.name, phase: 'note', text });
    return { reference: await ensureDebianBase(base, options), kind: 'image-id' };
  }
}

async function pullBase(reference: string, options: BaseOptions): Promise<ImagePin> {
  const { docker, onProgress, signal } = options;
  onProgress({ subject: reference, phase: 'base', text: `asking the registry for ${reference}` });
  const silent = AbortSignal.timeout(REGISTRY_ANSWER_MS);
  const stop = new AbortController();
  // Only the first answer is timed: a large image may take long to arrive.
  const onSilent = () => stop.abort(new Error(`no answer within ${REGISTRY_ANSWER_MS / 1000} s`));
  const onAbort = () => stop.abort(signal?.reason);
  silent.addEventListener('abort', onSilent, { once: true });
  signal?.addEventListener('abort', onAbort, { once: true });
  let failure: string | undefined;
  try {
    const stream = await docker.pull(reference, { abortSignal: stop.signal });
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
  return { reference: await digestOf(docker, reference), kind: 'registry-digest' };
}

/** `repository@sha256:…` of a tag that was just pulled. */
async function digestOf(docker: Docker, reference: string): Promise<string> {
  const digests = (await docker.getImage(reference).inspect()).RepoDigests ?? [];
  const repository = reference.replace(/:[^/:]*$/, '');
  // The engine shortens names of its default registry: `docker.io/library/python` becomes `python`.
  const found = digests.find((digest) => repository.endsWith(digest.slice(0, digest.indexOf('@'))));
  if (found === undefined) throw new PlumblineError('BASE_UNAVAILABLE', `the registry gave ${reference} no digest`);
  return found;
}
