import type { Stack } from '../services/core/model/environment.ts';
import type { RunOrder } from '../services/core/model/job.ts';
import { runVariables } from '../services/core/model/run-variables.ts';
import type { DatasetCache } from './datasets/cache.ts';
import type { Lease } from './devices/slots.ts';
import type { ContainerClient, ImageFacts } from './docker/container-client.ts';
import { grantOf } from './docker/device-options.ts';
import { findImage, permitImage } from './docker/find-image.ts';
import { LABEL_ATTEMPT, LABEL_HOME, LABEL_HOST, LABEL_RUN } from './docker/labels.ts';
import { type SandboxOptions, sandboxUser } from './docker/sandbox.ts';
import type { ImageProbes } from './environment/probe-image.ts';
import type { ImageContents } from './environment/probe-output.ts';
import { makeStack } from './environment/stack.ts';

export interface PrepareDeps {
  readonly containers: ContainerClient;
  readonly datasets: DatasetCache;
  readonly probes: ImageProbes;
  /** Repositories that images may be pulled from; empty: any. */
  readonly imageOrigins: readonly string[];
  readonly host: string;
  /** Value of the label that tells this worker from others of the host. */
  readonly home: string;
}

/** What a run is made of, before it has a place to run. */
export interface Materials {
  readonly image: ImageFacts;
  readonly contents: ImageContents;
  readonly dataFolder: string | null;
}

export interface Prepared {
  readonly sandbox: SandboxOptions;
  readonly stack: Stack;
  readonly alternatives: Record<string, string>;
}

/** Image and data set side by side: neither waits for the other, and neither is fetched when the other may not be. */
export async function gather(
  deps: PrepareDeps,
  order: RunOrder,
  cpus: readonly number[],
  stop: AbortSignal,
): Promise<Materials> {
  const { pins } = order;
  await permitImage(deps.containers, pins.image, deps.imageOrigins);
  await deps.datasets.permit(pins.dataset);
  const imageAndContents = async () => {
    const image = await findImage(deps.containers, pins.image, deps.imageOrigins, stop);
    // Whoever stopped the work has left this folder: nothing more is started under its name.
    stop.throwIfAborted();
    return { image, contents: await deps.probes.contents(image, labelsOf(deps, order), cpus) };
  };
  const [{ image, contents }, dataFolder] = await Promise.all([
    imageAndContents(),
    deps.datasets.provide(pins.dataset, order),
  ]);
  return { image, contents, dataFolder };
}

/** The sandbox of a run on what it was leased, and the half of its environment that can be restored. */
export async function prepare(
  deps: PrepareDeps,
  order: RunOrder,
  { image, contents, dataFolder }: Materials,
  { devices, cpus, memoryNodes }: Lease,
): Promise<Prepared> {
  const { pins, limits } = order;
  const grant = devices.length === 0 ? null : await grantOf(devices, await deps.containers.cdiDevices());
  return {
    sandbox: {
      image: image.id,
      user: sandboxUser(image.user, contents.uid),
      command: pins.command,
      env: runVariables(order),
      limits,
      cpus,
      ...(grant === null ? {} : { devices: grant, memoryNodes }),
      dataFolder,
      labels: labelsOf(deps, order),
    },
    stack: makeStack(pins, image, contents),
    alternatives: { ...contents.alternatives },
  };
}

function labelsOf(deps: PrepareDeps, order: RunOrder): Record<string, string> {
  return {
    [LABEL_RUN]: order.runId,
    [LABEL_ATTEMPT]: String(order.attempt),
    [LABEL_HOST]: deps.host,
    [LABEL_HOME]: deps.home,
  };
}
