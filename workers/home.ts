import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sha256Hex } from '../services/core/model/identity.ts';
import { takeLock } from './home-lock.ts';

/** The worker's folder, held by one process at a time. */
export interface Home {
  /** Value of the label that marks this worker's containers. */
  readonly label: string;
  readonly datasets: string;
  readonly images: string;
  readonly spool: string;
  readonly checkpoints: string;
  readonly noise: string;
  leave(): Promise<void>;
}

/** Takes a folder for this process: two workers in one folder would remove each other's containers. CONFLICT then. */
export async function enterHome(folder: string): Promise<Home> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const leave = await takeLock(root);
  return {
    label: sha256Hex(root).slice(0, 16),
    datasets: join(root, 'datasets'),
    images: join(root, 'images'),
    spool: join(root, 'spool'),
    checkpoints: join(root, 'checkpoints'),
    noise: join(root, 'noise'),
    leave,
  };
}
