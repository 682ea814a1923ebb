import { readdir, readFile } from 'node:fs/promises';

/** Processes of one container that are looked at. */
const PROCESSES_MAX = 256;

/** A process and all its descendants, as the kernel lists them; empty when /proc cannot be read. */
export async function processTree(pid: number, proc = '/proc'): Promise<number[]> {
  const found = [pid];
  for (let at = 0; at < found.length && found.length < PROCESSES_MAX; at += 1) {
    for (const child of await childrenOf(found[at] as number, proc)) {
      if (!found.includes(child) && found.length < PROCESSES_MAX) found.push(child);
    }
  }
  return found;
}

/** Children are listed by the thread that made them. */
async function childrenOf(pid: number, proc: string): Promise<number[]> {
  const threads = await readdir(`${proc}/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`${proc}/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(/\s+/).filter(Boolean).map(Number));
}
