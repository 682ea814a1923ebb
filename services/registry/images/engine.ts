import Docker from 'dockerode';
import { type ErrorCode, PlumblineError } from '../../core/errors.ts';

const MAX_MESSAGE_CHARACTERS = 500;

/** The engine, found as the docker client finds it: DOCKER_HOST, else the local socket. */
export function connectEngine(): Docker {
  return new Docker();
}

/**
 * A failure of the engine as a coded error: without an HTTP status it did not answer; with one it refused, which is
 * `refused`. An abort by the caller is handed on as it is.
 */
export function engineError(error: unknown, what: string, refused: ErrorCode, signal?: AbortSignal): unknown {
  if (error instanceof PlumblineError) return error;
  if (signal?.aborted) return signal.reason;
  const { statusCode, json, message } = error as { statusCode?: number; json?: { message?: string }; message?: string };
  const words = String(json?.message ?? message ?? error)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_CHARACTERS);
  if (/no space left on device/i.test(words))
    return new PlumblineError('DISK_FULL', `${what}: ${words}`, { cause: error });
  const code = statusCode === undefined ? 'DOCKER_UNAVAILABLE' : refused;
  return new PlumblineError(code, `${what}: ${words}`, { cause: error });
}

/** Id of the newest image that carries all the labels; null when there is none. */
export async function findByLabels(docker: Docker, labels: Readonly<Record<string, string>>): Promise<string | null> {
  const filters = { label: Object.entries(labels).map(([key, value]) => `${key}=${value}`) };
  const images = await docker.listImages({ filters: JSON.stringify(filters) }).catch((error: unknown) => {
    throw engineError(error, 'list images', 'DOCKER_UNAVAILABLE');
  });
  const [newest] = images.sort((a, b) => b.Created - a.Created);
  return newest?.Id ?? null;
}

/** Architecture of the engine in Debian's and OCI's words (`amd64`, `arm64`). DOCKER_UNAVAILABLE when it does not answer. */
export async function engineArchitecture(docker: Docker): Promise<string> {
  try {
    return (await docker.version()).Arch;
  } catch (error) {
    throw engineError(error, 'ask the engine for its version', 'DOCKER_UNAVAILABLE');
  }
}
