import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LABEL_DATA } from '../docker/labels.ts';
import type { FetchContext } from './context.ts';

/** How long a piece of a download waits for somebody to go on with it, in milliseconds. */
const PARTIAL_MS = 7 * 86_400_000;
/** What only a process that is gone can have left: the folder of a worker has one process. */
const LEFT = /^(?:fetch|evict)-/;

/** Removes what an earlier worker was at when it ended; pieces of downloads stay for some days. */
export async function removeLeftovers(
  root: string,
  { partials, containers, home }: Pick<FetchContext, 'partials' | 'containers' | 'home'>,
  now: Date,
): Promise<void> {
  for (const name of await readdir(root)) {
    if (LEFT.test(name)) await rm(join(root, name), { recursive: true, force: true });
  }
  for (const name of await readdir(partials).catch(() => [])) {
    const path = join(partials, name);
    const { mtimeMs } = await stat(path);
    if (now.getTime() - mtimeMs > PARTIAL_MS) await rm(path, { force: true });
  }
  // An engine that is away is no reason to give no data: the containers cost nothing, and the next start looks again.
  const idle = await containers?.list({ [LABEL_DATA]: home }).catch(() => []);
  for (const { id } of idle ?? []) await containers?.remove(id).catch(() => undefined);
}
