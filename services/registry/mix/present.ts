import type Docker from 'dockerode';
import { PlumblineError } from '../../core/errors.ts';
import type { ImagePin } from '../../core/model/pins.ts';
import { engineError } from '../images/engine.ts';
import { readMessages } from '../images/messages.ts';
import type { FindCredentials } from '../oci/credentials.ts';
import { engineAuth } from '../oci/engine-auth.ts';
import type { Say } from './context.ts';

/** A pull of a framework's image takes minutes; a registry that stopped sending is given up. */
const PULL_LIMIT_MS = 30 * 60_000;

/** The engine's id of an image it has under an id, a digest or a tag; null when it has none. DOCKER_UNAVAILABLE. */
export async function engineId(docker: Docker, reference: string): Promise<string | null> {
  try {
    const { Id }: { readonly Id?: string } = await docker.getImage(reference).inspect();
    // An answer that names no image is none about an image.
    return Id ?? null;
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode;
    // 400: a name that no image can have.
    if (status === 404 || status === 400) return null;
    throw engineError(error, `look for image ${reference}`, 'DOCKER_UNAVAILABLE');
  }
}

/**
 * Whether the engine has an image, pulled by its digest if need be. False: neither the engine nor the registry has it.
 * PULL_FAILED when the registry does not answer, which says nothing about the image.
 */
export async function isPresent(
  docker: Docker,
  pin: ImagePin,
  say: Say,
  credentials?: FindCredentials,
): Promise<boolean> {
  if ((await engineId(docker, pin.reference)) !== null) return true;
  if (!pin.reference.includes('@')) return false;
  say(`pulling ${pin.reference}`);
  let failure: string | undefined;
  try {
    const stream = await docker.pull(pin.reference, {
      abortSignal: AbortSignal.timeout(PULL_LIMIT_MS),
      authconfig: await engineAuth(pin.reference, credentials),
    });
    await readMessages(stream, (message) => {
      failure ??= message.error;
    });
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message?: string };
    if (statusCode === undefined) throw engineError(error, `pull ${pin.reference}`, 'PULL_FAILED');
    failure = message ?? String(error);
  }
  if (failure === undefined) return (await engineId(docker, pin.reference)) !== null;
  if (/manifest unknown|not found|name unknown|does not exist/i.test(failure)) return false;
  throw new PlumblineError('PULL_FAILED', `pull ${pin.reference}: ${failure.slice(0, MAX_REASON_CHARACTERS)}`);
}

const MAX_REASON_CHARACTERS = 500;
