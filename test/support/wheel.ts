import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// A wheel is a zip archive with three files of metadata (PEP 427); fixed times make equal wheels equal bytes.
const MAKE = `
import sys, zipfile
path, name, version, needs, text = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {
    f"{name}.py": text,
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n" + (f"Requires-Dist: {needs}\\n" if needs else ""),
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
files[f"{info}/RECORD"] = "".join(f"{name},,\\n" for name in [*files, f"{info}/RECORD"])
with zipfile.ZipFile(path, "w") as archive:
    for name, content in files.items():
        archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
`;

/** Writes a wheel of one module into a folder; returns its SHA-256. */
export function writeWheel(
  folder: string,
  wheel: { name: string; version: string; needs?: string; text?: string },
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${wheel.name}-${wheel.version}-py3-none-any.whl`);
  const text = wheel.text ?? `VERSION = "${wheel.version}"\n`;
  const made = spawnSync('python3', ['-c', MAKE, path, wheel.name, wheel.version, wheel.needs ?? '', text], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Makes pip look only into this folder, for the rest of this process: tests need no package index. */
export function onlyWheelsOf(folder: string): void {
  process.env.PIP_NO_INDEX = '1';
  process.env.PIP_FIND_LINKS = folder;
}
