/** Who is at each path now. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Does works on one path of this host one after the other: two sets that share a file would write into each other's, and two
 * that make room on one disk would see the same free bytes.
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
