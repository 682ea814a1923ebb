import type { Readable } from 'node:stream';
import Docker, { type AuthConfig } from 'dockerode';
import { PlumblineError } from '../../services/core/errors.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import type {
  ContainerClient,
  ContainerState,
  EngineFacts,
  ImageFacts,
  ListedContainer,
  OutputChunk,
} from './container-client.ts';
import { demultiplex } from './demux.ts';
import { engineFailure, isUnknown } from './failure.ts';
import { PULL_MS, pullImage } from './pull.ts';
import { createOptions } from './sandbox.ts';

/** Time the engine has to answer a call that does no long work, in milliseconds. */
const CALL_MS = 60_000;
/** How often a wait is checked by a look, in milliseconds. */
const WAIT_CHECK_MS = 5000;
export const DEFAULT_SOCKET = '/var/run/docker.sock';

/** What the engine is told to pull a reference with: it knows no credentials by itself. Undefined: nothing. */
export type PullAuth = (reference: string) => Promise<AuthConfig | undefined>;

/**
 * The engine behind a Unix socket.
 *
 * @param security goes to `SecurityOpt` of every container, beside what the sandbox has.
 * @param pullAuth credentials for registries; never part of an error.
 */
export function createDockerClient(
  clock: Clock,
  socketPath = DEFAULT_SOCKET,
  security: readonly string[] = [],
  pullAuth: PullAuth = async () => undefined,
): ContainerClient {
  // The other keys are named so that no variable of the environment moves the engine elsewhere.
  const docker = new Docker({ socketPath, host: undefined, port: undefined, protocol: 'http' });

  /** Bounds a call and translates its failure. */
  async function call<T>(what: string, work: (signal: AbortSignal) => Promise<T>, ms = CALL_MS): Promise<T> {
    const stop = new AbortController();
    const late = new AbortController();
    const timer = clock.sleep(ms, late.signal).then(() => {
      if (late.signal.aborted) return;
      stop.abort();
      throw new PlumblineError('DOCKER_UNAVAILABLE', `${what}: no answer within ${ms / 1000} s`);
    });
    try {
      return await Promise.race([work(stop.signal), timer as Promise<never>]);
    } catch (error) {
      throw engineFailure(what, error);
    } finally {
      late.abort();
      timer.catch(() => undefined);
    }
  }

  /** A call about something that may have gone: null then. */
  function find<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    return call(what, async () => {
      try {
        return await work();
      } catch (error) {
        if (isUnknown(error)) return null;
        throw error;
      }
    });
  }

  return {
    ping: () => call('ping the engine', async () => void (await docker.ping())),

    facts: () => call('read the engine’s version', () => readFacts(docker)),

    cdiDevices: () => call('read the engine’s devices', async () => readCdiDevices(await docker.info())),

    security: () =>
      call('read the engine’s security', async () => ((await docker.info()).SecurityOptions ?? []) as string[]),

    image: (reference) =>
      find(`look for image ${reference}`, async (): Promise<ImageFacts> => {
        const found = await docker.getImage(reference).inspect();
        return {
          id: found.Id,
          repoDigests: found.RepoDigests ?? [],
          user: found.Config.User ?? '',
          env: variables(found.Config.Env ?? []),
        };
      }),

    async pull(reference, stop) {
      await call(
        `pull ${reference}`,
        async (late) => {
          const signal = stop === undefined ? late : AbortSignal.any([late, stop]);
          try {
            await pullImage(docker, clock, reference, { authconfig: await pullAuth(reference), signal });
          } catch (error) {
            // An error inside the progress stream has no status: the engine answered, the registry did not deliver.
            throw engineFailure(`pull ${reference}`, { statusCode: 502, ...asObject(error) }, 'PULL_FAILED');
          }
        },
        PULL_MS,
      );
    },

    create: (options) =>
      call(
        'create the container',
        async () => (await docker.createContainer(secured(createOptions(options), security))).id,
      ),

    async attach(containerId) {
      const socket = (await call('attach to the container', () =>
        docker.getContainer(containerId).attach({ stream: true, stdout: true, stderr: true, hijack: true }),
      )) as unknown as Readable;
      // Until somebody reads, an error of the socket must not end the process; the reader sees it all the same.
      socket.on('error', () => undefined);
      return translated(demultiplex(socket));
    },

    start: (containerId) => call('start the container', () => docker.getContainer(containerId).start()),

    wait: (containerId, signal) => waitForEnd(docker, clock, containerId, signal),

    inspect: (containerId) => find('inspect the container', () => readState(docker, containerId)),

    async kill(containerId, signal = 'SIGKILL') {
      await call('kill the container', () =>
        docker.getContainer(containerId).kill({ signal }).catch(unlessStatus(404, 409)),
      );
    },

    async remove(containerId) {
      await call('remove the container', () =>
        docker
          .getContainer(containerId)
          .remove({ force: true, v: true })
          // 409: a removal of it is in progress already.
          .catch(unlessStatus(404, 409)),
      );
    },

    createIdle: (image, labels) =>
      call('create a container to read from', async () => {
        const options = { Image: image, Cmd: ['true'], NetworkDisabled: true, Labels: { ...labels } };
        return (await docker.createContainer(options)).id;
      }),

    archive: (containerId, path) =>
      find(
        `read ${path} of the container`,
        async () => (await docker.getContainer(containerId).getArchive({ path })) as Readable,
      ),

    registryDigest: (reference) =>
      find(`ask the registry for ${reference}`, async (): Promise<string> => {
        const { Descriptor: found } = await docker.getImage(reference).distribution();
        return found.digest;
      }),

    list: (labels) =>
      call('list containers', async (): Promise<ListedContainer[]> => {
        const filters = { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) };
        const found = await docker.listContainers({ all: true, filters });
        return found.map((container) => ({ id: container.Id, labels: container.Labels }));
      }),
  };
}

function secured(options: Docker.ContainerCreateOptions, security: readonly string[]): Docker.ContainerCreateOptions {
  const { HostConfig: host = {} } = options;
  return { ...options, HostConfig: { ...host, SecurityOpt: [...(host.SecurityOpt ?? []), ...security] } };
}

/** The output of a container; the connection's failure is the engine's. */
async function* translated(output: AsyncIterable<OutputChunk>): AsyncGenerator<OutputChunk> {
  try {
    yield* output;
  } catch (error) {
    throw engineFailure('read the container’s output', error);
  }
}

async function readState(docker: Docker, containerId: string): Promise<ContainerState> {
  const { State: state } = await docker.getContainer(containerId).inspect();
  return { running: state.Running, pid: state.Pid, exitCode: state.ExitCode, oomKilled: state.OOMKilled };
}

/**
 * Waits for the end of a container, and looks by itself now and then: when the engine dies after it has begun its answer
 * to a wait, dockerode never hears of it, nor of the signal.
 */
async function waitForEnd(docker: Docker, clock: Clock, containerId: string, signal: AbortSignal): Promise<number> {
  const done = new AbortController();
  const stop = AbortSignal.any([signal, done.signal]);
  const told = docker
    .getContainer(containerId)
    .wait({ abortSignal: stop })
    .then((answer: { StatusCode: number }) => answer.StatusCode);
  const looked = (async () => {
    for (;;) {
      await clock.sleep(WAIT_CHECK_MS, stop);
      if (stop.aborted) throw new PlumblineError('DOCKER_UNAVAILABLE', 'gave up waiting for the container');
      const state = await readState(docker, containerId);
      if (!state.running) return state.exitCode;
    }
  })();
  told.catch(() => undefined);
  looked.catch(() => undefined);
  try {
    return await Promise.race([told, looked]);
  } catch (error) {
    throw engineFailure('wait for the container', error);
  } finally {
    done.abort();
  }
}

async function readFacts(docker: Docker): Promise<EngineFacts> {
  const [version, info] = await Promise.all([docker.version(), docker.info()]);
  const parts = (version.Components ?? []) as readonly { Name: string; Version: string }[];
  const part = (name: string): string => parts.find((found) => found.Name === name)?.Version ?? '';
  return {
    docker: version.Version ?? '',
    containerd: part('containerd'),
    runc: part('runc'),
    storage: String(info.Driver ?? ''),
    cgroup: String(info.CgroupVersion ?? ''),
  };
}

function readCdiDevices(info: { DiscoveredDevices?: readonly { Source?: string; ID?: string }[] }): readonly string[] {
  return (info.DiscoveredDevices ?? []).flatMap(({ Source, ID }) => (Source === 'cdi' && ID !== undefined ? [ID] : []));
}

function unlessStatus(...fine: readonly number[]): (error: unknown) => void {
  return (error) => {
    if (!fine.includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
  };
}

function asObject(error: unknown): object {
  return error instanceof Error ? { ...error, message: error.message } : { message: String(error) };
}

/** `NAME=value` lines as a record. */
export function variables(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
