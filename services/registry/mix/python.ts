import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import { pipReason } from '../lock/pip.ts';
import { runProgram } from '../program.ts';

/** Reading the metadata of some thousand wheels takes seconds. */
const SCRIPT_LIMIT_MS = 5 * 60_000;

/**
 * Runs a script of ours with the machine's Python: it reads JSON from the file in its first argument and writes JSON to
 * the file in its second. INTERNAL with its last words when it fails; DEPENDENCY_MISSING without Python.
 */
export async function runScript(script: string, input: unknown, scratch: string): Promise<unknown> {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'script-'));
  try {
    const files = [join(folder, 'input.json'), join(folder, 'output.json')] as const;
    await writeFile(files[0], JSON.stringify(input));
    // Its working folder is Python's first place to import from.
    const { code, tail } = await runProgram('python3', ['-c', script, ...files], {
      cwd: folder,
      limitMs: SCRIPT_LIMIT_MS,
    });
    if (code !== 0) throw new PlumblineError('INTERNAL', `a script that reads wheels failed: ${pipReason(tail)}`);
    return JSON.parse(await readFile(files[1], 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
