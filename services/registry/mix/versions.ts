import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { failureIsElsewhere } from '../lock/dry-run.ts';
import { pipError, targetArguments, type WheelTarget } from '../lock/pip.ts';
import { runProgram } from '../program.ts';
import { runScript } from './python.ts';

/** Asking an index for one package's list. */
const INDEX_LIMIT_MS = 3 * 60_000;
/** Nightly builds may come by the thousand; a bisection over these takes ten decisions. */
export const MAX_VERSIONS_BETWEEN = 1000;

/** pip's answer goes to a file: the list of a package with many releases is one very long line. */
const TO_FILE = `
import os, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600)
os.dup2(out, 1)
os.execv(sys.executable, [sys.executable, "-m", "pip", *sys.argv[2:]])
`;

/** Versions in the order of PEP 440, those outside an open interval left out; what is no version is passed over. */
const ORDER = `
import json, sys
from pip._vendor.packaging.version import InvalidVersion, Version
given = json.load(open(sys.argv[1]))
try:
    low, high = sorted([Version(given["from"]), Version(given["to"])])
except InvalidVersion:
    json.dump({"between": [], "low": given["from"], "high": given["to"]}, open(sys.argv[2], "w"))
    sys.exit(0)
def pre(v):
    return v.is_prerelease
wanted = []
for text in given["versions"]:
    try:
        version = Version(text)
    except InvalidVersion:
        continue
    if low < version < high and (not pre(version) or pre(low) or pre(high)):
        wanted.append((version, text))
wanted = [text for _, text in sorted(wanted, reverse=Version(given["from"]) > Version(given["to"]))]
json.dump({"between": wanted, "low": str(low), "high": str(high)}, open(sys.argv[2], "w"))
`;

/**
 * Versions of a package that the index offers for the target strictly between two others, from the first to the second;
 * yanked ones are left out, and pre-releases where neither end is one. None when the index knows no such package.
 * RESOLVE_FAILED when the index does not answer.
 */
export async function versionsBetween(
  name: string,
  from: string,
  to: string,
  options: { readonly target: WheelTarget; readonly scratch: string },
): Promise<readonly string[]> {
  const text = await askIndex(name, options);
  const listed = /^Available versions: (.*)$/m.exec(text)?.[1] ?? '';
  const versions = listed.split(',').map((version) => version.trim());
  const { between } = await orderVersions(from, to, versions, options.scratch);
  return between.slice(0, MAX_VERSIONS_BETWEEN);
}

/** The lower and the higher of two versions, and those of a list between them; none where an end is no version (PEP 440). */
export async function orderVersions(
  from: string,
  to: string,
  versions: readonly string[],
  scratch: string,
): Promise<{ readonly between: readonly string[]; readonly low: string; readonly high: string }> {
  return (await runScript(ORDER, { from, to, versions }, scratch)) as {
    between: string[];
    low: string;
    high: string;
  };
}

async function askIndex(
  name: string,
  { target, scratch }: { readonly target: WheelTarget; readonly scratch: string },
): Promise<string> {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'index-'));
  try {
    const file = join(folder, 'versions.txt');
    const { code, tail } = await runProgram(
      'python3',
      [
        ...['-c', TO_FILE, file, 'index', 'versions', name, '--pre', '--no-input', '--disable-pip-version-check'],
        ...targetArguments(target),
      ],
      { limitMs: INDEX_LIMIT_MS, cwd: folder },
    );
    if (failureIsElsewhere(tail) !== null) throw pipError(`the index was asked for the versions of ${name}`, tail);
    // pip says that it found none, which is an answer.
    if (code !== 0 && !tail.some((line) => /No matching distribution found/.test(line)))
      throw new PlumblineError('RESOLVE_FAILED', pipError(`versions of ${name}`, tail).message);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
