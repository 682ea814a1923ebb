/**
 * The one table of coded errors. Every message that reaches a person is made here: what happened comes from the thrower,
 * what to do next comes from the table, so the advice for one failure is the same in the CLI, the API and the log.
 */
export interface ErrorKind {
  /** Whether trying the same thing again later can succeed without anybody changing anything. */
  readonly retryable: boolean;
  /** Exit code of the CLI: 1 finding, 2 usage, 3 infrastructure, 4 internal (DESIGN.md section 5). */
  readonly exit: 1 | 2 | 3 | 4;
  /** HTTP status of the problem document. */
  readonly http: number;
  /** What the reader should do next; one sentence. */
  readonly advice: string;
}

const kind = (retryable: boolean, exit: 1 | 2 | 3 | 4, http: number, advice: string): ErrorKind => ({
  retryable,
  exit,
  http,
  advice,
});

export const ERROR_KINDS = {
  // Usage: configuration, catalog, input files
  CONFIG_INVALID: kind(
    false,
    2,
    400,
    'Correct the named key in plumbline.yaml or the environment variable; `plumbline doctor` prints the effective values.',
  ),
  CATALOG_INVALID: kind(
    false,
    2,
    422,
    'Correct the file at the named line; `plumbline catalog check` repeats this check.',
  ),
  UNKNOWN_BENCHMARK: kind(false, 2, 404, 'Use a name that `plumbline catalog check` lists.'),
  UNKNOWN_PLATFORM: kind(false, 2, 404, 'Use a platform that has a file under platforms/ in the catalog.'),
  UNKNOWN_METRIC: kind(false, 2, 422, 'Declare the metric in benchmark.yaml or correct its name.'),
  NOT_FOUND: kind(false, 2, 404, 'Check the id; `plumbline runs` and `plumbline incidents` list what exists.'),
  USAGE: kind(false, 2, 400, 'See `plumbline --help` and `plumbline <verb> --help`.'),
  INPUT_INVALID: kind(false, 2, 400, 'Correct the named value and send it again.'),
  BODY_TOO_LARGE: kind(false, 2, 413, 'Send the data in smaller pieces.'),
  FORMAT_UNKNOWN: kind(false, 2, 422, 'Name the format with `--format`; `plumbline parse --help` lists them.'),

  // Pinning
  NOT_PINNED: kind(false, 2, 422, 'Run `plumbline images build`: a worker runs only digests.'),
  PIN_STALE: kind(false, 1, 409, 'Run `plumbline images build` to pin what the catalog says now.'),
  RESOLVE_FAILED: kind(
    true,
    3,
    502,
    'Check that the package index or registry answers and that requirements.in can be satisfied.',
  ),
  WHEEL_HASH_MISMATCH: kind(
    false,
    3,
    502,
    'The index served other bytes than the lock names: find out who changed the file before you pin again.',
  ),
  BASE_UNAVAILABLE: kind(
    true,
    3,
    503,
    'Make a registry reachable, or install mmdebstrap (`sh infra/setup.sh`) so that the base can be made from the Debian archive.',
  ),
  IMAGE_BUILD_FAILED: kind(
    false,
    3,
    500,
    'Read the build log that is named; repeat with `plumbline images build --benchmark NAME`.',
  ),

  PUSH_FAILED: kind(
    true,
    3,
    502,
    'Check the address in `images.registry`, that the registry answers, and its credentials.',
  ),

  // The worker's infrastructure (never a finding about a benchmark)
  DOCKER_UNAVAILABLE: kind(
    true,
    3,
    503,
    'Start the Docker engine (`sh infra/setup.sh` starts one) and check the socket.',
  ),
  ENGINE_REFUSED: kind(
    true,
    3,
    503,
    'The container engine answered and refused: read its message; `plumbline probe` shows what this host has.',
  ),
  IMAGE_MISSING: kind(
    true,
    3,
    503,
    'Run `plumbline images build` on this host, or push the image to a registry that it reaches.',
  ),
  RECIPE_MISSING: kind(
    false,
    3,
    422,
    'Run `plumbline images build` with the catalog as it was then: what an image is built from is kept from then on.',
  ),
  PULL_FAILED: kind(true, 3, 503, 'Check the registry and its credentials.'),
  DATASET_MISSING: kind(true, 3, 503, 'Check that the source of the data set answers.'),
  DATASET_CORRUPT: kind(
    false,
    3,
    503,
    'The named file is not what the manifest pins. Remove the cached copy; if it comes back, the source changed.',
  ),
  DISK_FULL: kind(true, 3, 507, 'Free disk space on the host that says so, the worker’s or the service’s.'),
  DEVICE_MISSING: kind(true, 3, 503, 'Check the device and the driver with `plumbline probe`.'),
  NOISE_CONTROL_FAILED: kind(
    true,
    3,
    503,
    'Run the named program by hand as the worker’s user and correct it; `worker.before` and `worker.after` name both.',
  ),
  DEVICE_BUSY: kind(
    true,
    3,
    503,
    'End the named process, or take the device from the worker with `worker.devices`: a shared device measures nothing.',
  ),
  ORIGIN_REFUSED: kind(
    false,
    3,
    403,
    'Ask the operator of the worker to allow this origin: `images.origins`, `data.origins`, `data.private`.',
  ),
  REGISTRY_REFUSED: kind(false, 3, 502, 'Check the image’s name and the registry’s credentials.'),
  RATE_LIMITED: kind(true, 3, 503, 'The other side asked to be left alone for a while; it is asked again later.'),
  HOST_LOST: kind(true, 3, 503, 'The worker stopped reporting; look at its log.'),
  API_UNAVAILABLE: kind(true, 3, 503, 'Start the service with `plumbline up`, or check the address and the network.'),

  // Store and queue
  STORE_LOCKED: kind(
    true,
    3,
    503,
    'Another Plumbline process has this folder open: stop it, or speak to it over its API.',
  ),
  STORE_UNAVAILABLE: kind(true, 3, 503, 'Check that the database answers.'),
  MIGRATION_FAILED: kind(
    false,
    3,
    500,
    'The backup that was taken first is named; restore it with `plumbline restore` and report the migration.',
  ),
  STORE_VERSION: kind(
    false,
    3,
    500,
    'This store was written by another version of Plumbline: run that version or a newer one, or restore a backup into a new store.',
  ),
  BACKUP_INVALID: kind(false, 2, 422, 'Use a file that `plumbline backup` wrote.'),
  QUEUE_UNAVAILABLE: kind(true, 3, 503, 'Check that Redis (REDIS_URL) or the queue database answers.'),
  CONFLICT: kind(false, 1, 409, 'Read the current state and decide again.'),
  LEASE_LOST: kind(
    false,
    1,
    409,
    'Stop working on this job: it was given to somebody else. A finished result may still be handed in and is kept, marked late.',
  ),

  // Access
  TOKEN_MISSING: kind(false, 2, 401, 'Send `Authorization: Bearer <token>`; `plumbline token create` makes one.'),
  TOKEN_INVALID: kind(false, 2, 401, 'The token is unknown or revoked; `plumbline token create` makes a new one.'),
  TOKEN_ROLE: kind(false, 2, 403, 'Use a token whose role allows this.'),
  HOST_REFUSED: kind(
    false,
    2,
    421,
    'Use the loopback address or `localhost`: the open loopback API answers no other name, so that no web page can reach it.',
  ),
  IDEMPOTENCY_MISMATCH: kind(
    false,
    2,
    422,
    'An Idempotency-Key names one request: use a new key for a different body.',
  ),

  // GitHub
  GITHUB_UNAVAILABLE: kind(
    true,
    3,
    503,
    'Nothing is lost: the issue waits in the outbox and is sent when GitHub answers.',
  ),
  GITHUB_RATE_LIMITED: kind(true, 3, 503, 'Nothing is lost: the issue waits in the outbox until the limit resets.'),
  GITHUB_REFUSED: kind(
    false,
    3,
    502,
    'Check the token’s permissions and the repository’s name; the issue waits in the outbox.',
  ),

  // Setup
  DEPENDENCY_MISSING: kind(false, 3, 503, 'Run `sh infra/setup.sh`, or install what is named.'),
  BUSY: kind(true, 3, 503, 'The service is at its bound for this; try again in a moment.'),
  TIMEOUT: kind(true, 3, 504, 'Try again; if it stays, look at the log of the process that did not answer.'),
  INTERNAL: kind(false, 4, 500, 'This is a defect in Plumbline: report it with the log.'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** Where a faulty value stands; line and column are 1-based. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

export class PlumblineError extends Error {
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  /** How long the other side asked to be left alone, in milliseconds; undefined: it did not say. */
  readonly retryAfterMs: number | undefined;

  /** @param message what happened, with the offending value; never a secret. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { place?: Place; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PlumblineError';
    this.code = code;
    this.place = options.place;
    this.retryAfterMs = options.retryAfterMs;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }

  get retryable(): boolean {
    return this.kind.retryable;
  }
}

/** One line for a terminal: code, place, what happened, what to do. */
export function describeError(error: unknown): string {
  if (!(error instanceof PlumblineError)) return `INTERNAL: ${error instanceof Error ? error.message : String(error)}`;
  const place = error.place ? `${formatPlace(error.place)}: ` : '';
  return `${error.code}: ${place}${error.message}\n  ${error.kind.advice}`;
}

/** `file:line:column path`, leaving out what is unknown. */
export function formatPlace(place: Place): string {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
  return [position, place.path].filter((part) => part !== undefined && part !== '').join(' ');
}
