/** A shared object by its file name: `libm.so.6`, `_core.cpython-311-x86_64-linux-gnu.so`. */
const SHARED_OBJECT = /\.so(?:\.\d[\w.-]*)?$/;
/** Sixth and last column of a line of /proc/<pid>/maps (proc(5)). */
const LINE = /^\S+ \S+ \S+ \S+ \d+\s+(\/.*)$/;

/** Paths of the shared objects that a /proc/<pid>/maps names, each once, in their order. */
export function sharedObjects(maps: string): string[] {
  const paths = new Set<string>();
  for (const line of maps.split('\n')) {
    const path = LINE.exec(line)?.[1];
    // A replaced file is still mapped, but what is at the path now is something else.
    if (path === undefined || path.endsWith(' (deleted)')) continue;
    if (SHARED_OBJECT.test(path)) paths.add(path);
  }
  return [...paths];
}

/**
 * Names for shared objects: the file name, which is the soname or stands for it. Where two folders hold one name (Python
 * extension modules do), the later path in alphabetical order is named in full.
 */
export function nameLibraries(paths: Iterable<string>): Map<string, string> {
  const named = new Map<string, string>();
  for (const path of [...paths].sort()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    named.set(named.has(name) ? path : name, path);
  }
  return named;
}
