import { open } from 'node:fs/promises';

/** Forces a folder to the disk: a new name is safe only when its folder has reached it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
