import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { PlumblineError } from '../../core/errors.ts';
import { runProgram } from '../program.ts';
import { type LockedPackage, normalName } from './lock.ts';
import { targetArguments, type WheelTarget } from './pip.ts';

export interface DryRunOptions {
  readonly target: WheelTarget;
  /** Folder for pip's report. */
  readonly scratch: string;
  readonly signal?: AbortSignal;
}

export type DryRun =
  | {
      readonly kind: 'resolved';
      readonly packages: readonly LockedPackage[];
      /** Python (major.minor) whose environment markers were evaluated: pip takes the running one's, whatever the target. */
      readonly markersOf: string;
    }
  /** pip's last lines. */
  | { readonly kind: 'failed'; readonly tail: readonly string[] };

const RESOLVE_LIMIT_MS = 15 * 60_000;

/** The parts of pip's installation report (version 1) that a lock needs. */
const Report = Type.Object({
  environment: Type.Object({ python_version: Type.String() }),
  install: Type.Array(
    Type.Object({
      metadata: Type.Object({ name: Type.String(), version: Type.String() }),
      download_info: Type.Object({
        url: Type.String(),
        archive_info: Type.Optional(
          Type.Object({
            hash: Type.Optional(Type.String()),
            hashes: Type.Optional(Type.Record(Type.String(), Type.String())),
          }),
        ),
      }),
    }),
  ),
});

/**
 * What pip would install for the arguments (requirements and options) on the target, with one SHA-256 a wheel. Nothing is
 * installed and no package runs code. RESOLVE_FAILED for a report that is not of version 1.
 */
export async function dryRun(args: readonly string[], options: DryRunOptions): Promise<DryRun> {
  await mkdir(options.scratch, { recursive: true });
  const folder = await mkdtemp(join(options.scratch, 'resolve-'));
  try {
    const report = join(folder, 'report.json');
    const { code, tail } = await runProgram(
      'python3',
      [
        ...['-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--no-input', '--no-color'],
        // Not quiet: which requirements are in each other's way is told as news and not as an error.
        ...[
          '--disable-pip-version-check',
          '--progress-bar=off',
          '--report',
          report,
          '--target',
          join(folder, 'target'),
        ],
        ...targetArguments(options.target),
        ...args,
      ],
      { limitMs: RESOLVE_LIMIT_MS, ...(options.signal === undefined ? {} : { signal: options.signal }) },
    );
    if (code !== 0) return { kind: 'failed', tail };
    return { kind: 'resolved', ...read(JSON.parse(await readFile(report, 'utf8'))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function read(value: unknown): { packages: LockedPackage[]; markersOf: string } {
  if (!Value.Check(Report, value))
    throw new PlumblineError('RESOLVE_FAILED', "pip's report has another shape than version 1");
  const packages = (value as Static<typeof Report>).install.map(({ metadata, download_info }) => {
    const { hashes, hash } = download_info.archive_info ?? {};
    // pip before 23.1 writes only the older `sha256=…` form.
    const sha256 = hashes?.sha256 ?? /^sha256=([0-9a-f]{64})$/.exec(hash ?? '')?.[1];
    if (sha256 === undefined || !/\.whl$/.test(new URL(download_info.url).pathname)) {
      throw new PlumblineError('RESOLVE_FAILED', `${metadata.name} ${metadata.version} is no wheel with a SHA-256`);
    }
    return { name: normalName(metadata.name), version: metadata.version, sha256: [sha256] };
  });
  return { packages, markersOf: value.environment.python_version };
}

/**
 * Whether pip failed because the index did not answer, or the disk is full: that says nothing of the requirements. The
 * words are those of pip's own messages and of the HTTP client inside it.
 */
export function failureIsElsewhere(tail: readonly string[]): 'index' | 'disk' | null {
  const words = tail.join('\n');
  if (/No space left on device/i.test(words)) return 'disk';
  const away =
    /Retrying \(Retry|ConnectionError|Max retries exceeded|Connection (?:refused|reset|broken|aborted)|Read timed out|ReadTimeoutError|ProxyError|SSLError|Temporary failure in name resolution|HTTP error 5\d\d|\b5\d\d Server Error|\b429 Client Error|There was a problem confirming the ssl certificate/i;
  return away.test(words) ? 'index' : null;
}
