/** Who is at each path now. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Does works on one path of this host one after the other: two sets that share a file are fetched at the same time, and each
 * would write into the other's.
 */
export async function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(path) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(work);
  turns.set(path, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(path) === mine) turns.delete(path);
  }
}
