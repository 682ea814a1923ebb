import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type Docker from 'dockerode';
import { connectEngine, engineError } from '../images/engine.ts';
import type { Dependency } from './dependency.ts';
import { inspectPrograms, isOlder } from './programs.ts';

export interface DoctorOptions {
  /** Folder that Plumbline writes to; its disk is measured. */
  readonly state: string;
  readonly docker?: Docker;
  readonly signal?: AbortSignal;
}

export interface Diagnosis {
  readonly dependencies: readonly Dependency[];
  /** Whether everything that is required is there. */
  readonly ready: boolean;
}

const NODE_LEAST = [20, 19] as const;
/** Base, wheels and images of the reference benchmarks, with their layers, in GiB. */
const DISK_LEAST_GIB = 10;
/** The largest reference benchmark beside the service, in GiB. */
const MEMORY_LEAST_GIB = 4;
const GIB = 1024 ** 3;
const ENGINE_ANSWER_MS = 10_000;

/** What `plumbline doctor` says of this machine, as data: every dependency, what was found, and what to do. */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const [programs, engine, disk] = await Promise.all([
    inspectPrograms(options.signal),
    inspectEngine(options.docker ?? connectEngine()),
    inspectDisk(options.state),
  ]);
  const dependencies = [inspectNode(process.versions.node), ...programs, engine, disk, inspectMemory(totalmem())];
  return {
    dependencies,
    ready: dependencies.every((one) => !one.required || one.status === 'ok' || one.status === 'low'),
  };
}

export function inspectNode(version: string): Dependency {
  const old = isOlder(version, NODE_LEAST);
  const advice = old ? `${NODE_LEAST.join('.')} or newer is needed (https://nodejs.org/en/download)` : '';
  return { name: 'node', status: old ? 'old' : 'ok', found: version, required: true, neededFor: 'everything', advice };
}

async function inspectEngine(docker: Docker): Promise<Dependency> {
  const common = { name: 'docker engine', required: true, neededFor: 'building images and training in them' };
  const abortSignal = AbortSignal.timeout(ENGINE_ANSWER_MS);
  try {
    // `info` is one call that says all; its type leaves the signal out.
    const info = (await (docker.info as (options: object) => Promise<Record<string, unknown>>)({ abortSignal })) ?? {};
    const { ServerVersion, Driver, CgroupVersion, CgroupDriver, Architecture } = info;
    const found = `${ServerVersion}, storage ${Driver}, cgroup v${CgroupVersion} (${CgroupDriver}), ${Architecture}`;
    return { ...common, status: 'ok', found, advice: '' };
  } catch (error) {
    const reason = engineError(error, 'the engine does not answer', 'DOCKER_UNAVAILABLE');
    const words = reason instanceof Error ? reason.message : String(reason);
    return { ...common, status: 'missing', found: '', advice: `${words}; \`sh infra/setup.sh\` starts one` };
  }
}

async function inspectDisk(state: string): Promise<Dependency> {
  let folder = resolve(state);
  // The folder may not be there before the first start; its disk is that of the nearest one that is.
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return amount('disk', (bavail * bsize) / GIB, DISK_LEAST_GIB, `free in ${folder}`, 'wheels, images, the store');
}

export function inspectMemory(bytes: number): Dependency {
  return amount('memory', bytes / GIB, MEMORY_LEAST_GIB, 'in all', 'the service and one training run');
}

function amount(name: string, gib: number, least: number, what: string, neededFor: string): Dependency {
  const low = gib < least;
  const advice = low ? `the reference benchmarks want ${least} GiB` : '';
  return {
    name,
    status: low ? 'low' : 'ok',
    found: `${gib.toFixed(1)} GiB ${what}`,
    required: true,
    neededFor,
    advice,
  };
}
