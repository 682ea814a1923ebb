import type { Readable } from 'node:stream';
import type { SandboxOptions } from './sandbox.ts';

/** What an image says about itself, as far as a run needs it. */
export interface ImageFacts {
  /** The engine's image id, `sha256:…`. */
  readonly id: string;
  readonly repoDigests: readonly string[];
  /** User of the image's configuration; empty when it names none. */
  readonly user: string;
  /** Variables of the image, by name. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a container stands, as the engine sees it. */
export interface ContainerState {
  readonly running: boolean;
  /** Process id of the container's first process in the engine's host; 0 when it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  /** Whether the kernel killed any process of the container for memory (not necessarily the first one). */
  readonly oomKilled: boolean;
}

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

export interface ListedContainer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Versions by part: `docker`, `containerd`, `runc`, `storage`, `cgroup`, `kernel`. */
export type EngineFacts = Readonly<Record<string, string>>;

/**
 * The container engine, as a worker needs it. Every call is bounded in time and fails with a PlumblineError:
 * DOCKER_UNAVAILABLE when the engine does not answer, DISK_FULL, PULL_FAILED, or ENGINE_REFUSED with the engine's words.
 */
export interface ContainerClient {
  ping(): Promise<void>;
  facts(): Promise<EngineFacts>;
  /** CDI names of devices that the engine has found (`docker info`, from 28.2 on); none where it does not tell. */
  cdiDevices(): Promise<readonly string[]>;
  /** What protects the host from containers, in the words of `docker info`: `name=seccomp,profile=default`, `name=userns`. */
  security(): Promise<readonly string[]>;
  /** Null when the engine does not have it. */
  image(reference: string): Promise<ImageFacts | null>;
  /** @param stop ends it: whoever stops the work leaves no download behind. */
  pull(reference: string, stop?: AbortSignal): Promise<void>;
  /** Returns the id of the new container. */
  create(options: SandboxOptions): Promise<string>;
  /** Both output streams from the first byte on, when called before `start`; ends with the container. */
  attach(containerId: string): Promise<AsyncIterable<OutputChunk>>;
  start(containerId: string): Promise<void>;
  /** Resolves with the exit code when the container has stopped; has no bound of its own but the signal. */
  wait(containerId: string, signal: AbortSignal): Promise<number>;
  /** Null when the engine does not know it. */
  inspect(containerId: string): Promise<ContainerState | null>;
  /** SIGKILL unless told otherwise; a container that has stopped already, or is unknown, is fine. */
  kill(containerId: string, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Removes it with its anonymous volumes, running or not; an unknown one is fine. */
  remove(containerId: string): Promise<void>;
  /** A container of an image that is only read from and never starts; returns its id. */
  createIdle(image: string, labels: Readonly<Record<string, string>>): Promise<string>;
  /** A path of a container's file system as a tar stream; null when there is no such path. */
  archive(containerId: string, path: string): Promise<Readable | null>;
  /** Digest that the registry of an image reference gives for it now, as the engine asks it; null: no such image. */
  registryDigest(reference: string): Promise<string | null>;
  /** Containers that carry every one of the labels, running or not. */
  list(labels: Readonly<Record<string, string>>): Promise<readonly ListedContainer[]>;
}
