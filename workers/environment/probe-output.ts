/** What an image holds, read from inside it. Empty where the image has no such thing. */
export interface ImageContents {
  readonly os: string;
  /** User id that the probe ran under; null when the image has no `id`. */
  readonly uid: number | null;
  readonly osPackages: Readonly<Record<string, string>>;
  readonly python: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly alternatives: Readonly<Record<string, string>>;
}

export const NO_CONTENTS: ImageContents = {
  os: '',
  uid: null,
  osPackages: {},
  python: '',
  packages: {},
  alternatives: {},
};

const PYTHON = `
import platform
from importlib import metadata
print(platform.python_version())
for found in metadata.distributions():
    name = found.metadata['Name']
    if name:
        print(name + '\\t' + found.version)
`;

/**
 * The probe, for any POSIX shell; each part stands under a line with its name. The python is the one that the image's
 * PATH finds, as training does; it starts in / so that no file of the benchmark shadows a module.
 */
export const PROBE_SCRIPT = `
cd /
echo '@uid'; id -u 2>/dev/null
echo '@os'; cat /etc/os-release 2>/dev/null
echo '@dpkg'; dpkg-query -W -f '\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\n' 2>/dev/null
echo '@alternatives'
for link in /etc/alternatives/*.so*; do
  [ -L "$link" ] && printf '%s\\t%s\\n' "\${link##*/}" "$(readlink "$link")"
done
echo '@python'
for python in python python3; do
  if command -v "$python" >/dev/null 2>&1; then "$python" -c "$1" 2>/dev/null; break; fi
done
exit 0
`;

/** The probe as a command. */
export const PROBE_COMMAND: readonly string[] = ['/bin/sh', '-c', PROBE_SCRIPT, 'probe', PYTHON];

/** Reads what the probe printed. */
export function readProbe(output: string): ImageContents {
  const parts = sections(output);
  const part = (name: string): string[] => parts.get(name) ?? [];
  const uid = part('uid')[0];
  const [python = '', ...packages] = part('python');
  return {
    os: osName(part('os')),
    uid: uid !== undefined && /^\d+$/.test(uid) ? Number(uid) : null,
    osPackages: record(
      part('dpkg').flatMap((line) => {
        const [status = '', name = '', version = ''] = line.split('\t');
        return status.startsWith('ii') ? [[name, version]] : [];
      }),
    ),
    python,
    packages: record(
      packages.map((line) => {
        const [name = '', version = ''] = line.split('\t');
        return [normalisePackage(name), version];
      }),
    ),
    alternatives: record(part('alternatives').map((line) => line.split('\t'))),
  };
}

/** PEP 503: runs of `-`, `_` and `.` are one `-`, letters are small. */
export function normalisePackage(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

function sections(output: string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split('\n')) {
    const name = /^@([a-z]+)$/.exec(line)?.[1];
    if (name !== undefined) {
      current = [];
      parts.set(name, current);
    } else if (line !== '') current.push(line);
  }
  return parts;
}

/** PRETTY_NAME of os-release(5), without its quotes. */
function osName(lines: readonly string[]): string {
  const line = lines.find((found) => found.startsWith('PRETTY_NAME='));
  return line?.slice('PRETTY_NAME='.length).replace(/^(["'])(.*)\1$/, '$2') ?? '';
}

/** Sorted by name; of two entries with one name the first counts, as it does on Python's path. */
function record(pairs: readonly (readonly string[])[]): Record<string, string> {
  const sorted = new Map<string, string>();
  for (const [name = '', value = ''] of pairs) if (name !== '' && !sorted.has(name)) sorted.set(name, value);
  return Object.fromEntries([...sorted].sort(([one], [other]) => (one < other ? -1 : 1)));
}
