import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import type { Digest } from '../../core/model/base.ts';
import type { ImagePin } from '../../core/model/pins.ts';
import type { FindCredentials } from '../oci/credentials.ts';
import { engineAuth } from '../oci/engine-auth.ts';
import { engineError } from './engine.ts';
import { REPOSITORY, recipeTag } from './labels.ts';
import { readMessages } from './messages.ts';

export interface PushOptions {
  readonly docker: Docker;
  /** `host:port/prefix` of the registry. */
  readonly registry: string;
  readonly recipe: Digest;
  /** What this machine knows for registries; absent: the registry is asked without a name. */
  readonly credentials?: FindCredentials;
  readonly signal?: AbortSignal;
}

/** Pushes an image and pins it by the digest that the registry gave it. PUSH_FAILED with the registry's words. */
export async function pushImage(id: string, name: string, options: PushOptions): Promise<ImagePin> {
  const { docker, signal } = options;
  const repository = `${options.registry.replace(/\/+$/, '')}/${REPOSITORY}-${name}`;
  const tag = recipeTag(options.recipe);
  let failure: string | undefined;
  let digest: string | undefined;
  try {
    await docker.getImage(id).tag({ repo: repository, tag });
    const stream = await docker.getImage(repository).push({
      tag,
      authconfig: await engineAuth(repository, options.credentials),
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    await readMessages(stream, (message) => {
      failure ??= message.error;
      digest = message.aux?.Digest ?? digest;
    });
  } catch (error) {
    throw engineError(error, `push ${repository}:${tag}`, 'PUSH_FAILED', signal);
  }
  if (failure !== undefined || digest === undefined) {
    throw new PlumblineError('PUSH_FAILED', `push ${repository}:${tag}: ${failure ?? 'the registry named no digest'}`);
  }
  return { reference: `${repository}@${digest}`, kind: 'registry-digest' };
}
