import type { ApiClient } from '../client/client.ts';
import type { RunDetail } from '../core/model/api/run.ts';
import type { ProbeView } from '../core/model/probe.ts';
import type { Output } from './output.ts';
import type { Progress } from './progress.ts';

/** A step of long work, as the operations report it; the CLI draws it. */
export type ProgressFactory = (title: string) => Progress;

export interface ImageOptions {
  readonly benchmarks: readonly string[];
  readonly base: 'auto' | 'registry' | 'debian' | null;
}

/** One line of a check: what was looked at, whether it is fine, and what to do. */
export interface CheckLine {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** An image of ours on this machine. */
export interface OwnImageView {
  readonly id: string;
  readonly kind: 'benchmark' | 'base' | 'search';
  readonly name: string;
  readonly bytes: number;
  readonly createdAt: Date;
  readonly neededBy: readonly string[];
}

export interface UpOptions {
  readonly host: string | null;
  readonly port: number | null;
  readonly worker: boolean | null;
}

/** A worker by itself; what is null comes from the configuration and the environment, the name from the machine. */
export interface RemoteWorkerOptions {
  readonly apiUrl: string | null;
  readonly platform: string | null;
  readonly host: string | null;
  readonly tokenFile: string | null;
}

/** A running service inside this process. */
export interface RunningHere {
  readonly url: string;
  /** The first admin token, when this start made it; shown once. */
  readonly newAdminToken: string | null;
  /** Ends when something stopped the service. */
  stop(): Promise<void>;
}

/** A connection to the API. `ownProcess`: the service lives in this process and ends with `close`. */
export interface Connection {
  readonly client: ApiClient;
  readonly ownProcess: boolean;
  close(): Promise<void>;
}

/** What a verb cannot know by itself of what it hands in. */
export interface PushPlace {
  /** The service that PLUMBLINE_API_URL names, or the one that runs here; null: neither, and none is started for it. */
  readonly client: ApiClient | null;
  readonly host: string;
  readonly now: Date;
  /** When the file was written last; null for standard input. */
  readonly writtenAt: Date | null;
}

export interface DemoOptions {
  readonly exit: boolean;
  readonly github: string | null;
  readonly nights: number;
}

/** A recipe and what goes beside it. */
export interface RecipeFiles {
  readonly run: RunDetail;
  readonly shell: string;
  readonly notebook: string;
  readonly folder: string;
  /** Whether the image is written too, when it is in no registry. */
  readonly archive: boolean;
  readonly data: boolean;
}

/** `outcome.json` of a recipe. */
export interface RecipeOutcome {
  readonly run: string;
  readonly reproduced: boolean;
  /** Metrics that were held against a band: where there is none, `reproduced` says only that the training ended well. */
  readonly compared: number;
  readonly metrics: readonly {
    readonly metric: string;
    readonly unit: string;
    readonly recorded: number | null;
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly verdict: string;
    readonly note: string;
  }[];
}

/** What the verbs can do beside speaking to an API: composed in services/main.ts, faked in tests. */
export interface Operations {
  /**
   * Client of the running service; of a private one in this process when none runs (then `close` stops it). With
   * `worker`, a private service also executes runs.
   */
  connect(options: { readonly worker: boolean }): Promise<Connection>;
  up(options: UpOptions): Promise<RunningHere>;
  demo(
    options: DemoOptions,
    progress: ProgressFactory,
    output: Output,
    signal: AbortSignal,
  ): Promise<{ readonly data: unknown; readonly text: string; readonly finding: boolean }>;
  worker(options: RemoteWorkerOptions, signal: AbortSignal): Promise<void>;
  checkCatalog(): Promise<readonly CheckLine[]>;
  buildImages(
    options: ImageOptions,
    progress: ProgressFactory,
    signal: AbortSignal,
  ): Promise<
    readonly {
      readonly benchmark: string;
      readonly platform: string;
      readonly image: string;
      readonly built: boolean;
    }[]
  >;
  /** Images of ours on this machine's engine, and what needs each. */
  listImages(): Promise<readonly OwnImageView[]>;
  /** Removes those that nothing needs; `dryRun` only says which. */
  pruneImages(
    dryRun: boolean,
    signal: AbortSignal,
  ): Promise<
    readonly { readonly image: OwnImageView; readonly result: 'removed' | 'would-remove' | 'used' | 'kept' }[]
  >;
  /** Writes an image as an archive for `docker load`. */
  exportImage(
    what: string,
    file: string,
    progress: ProgressFactory,
    signal: AbortSignal,
  ): Promise<{
    readonly reference: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly imageId: string;
  }>;
  pin(
    options: { readonly benchmarks: readonly string[] },
    progress: ProgressFactory,
  ): Promise<readonly { readonly benchmark: string; readonly changes: readonly string[] }[]>;
  checkPins(): Promise<readonly CheckLine[]>;
  probe(): Promise<ProbeView>;
  doctor(): Promise<{
    readonly dependencies: readonly CheckLine[];
    readonly configuration: readonly {
      readonly key: string;
      readonly variable: string;
      readonly value: string;
      readonly origin: string;
    }[];
    readonly file: string | null;
  }>;
  /** Writes a recipe into a folder; answers with the files. */
  writeRecipe(
    files: RecipeFiles,
    progress: ProgressFactory,
    signal: AbortSignal,
  ): Promise<readonly { readonly file: string; readonly what: string }[]>;
  /** Repeats the run of a written recipe; ENGINE_REFUSED when it did not come as far as a comparison. */
  executeRecipe(folder: string, say: (text: string) => void, signal: AbortSignal): Promise<RecipeOutcome>;
  migrate(): Promise<{ readonly version: number }>;
  backup(file: string): Promise<Readonly<Record<string, number>>>;
  restore(file: string): Promise<Readonly<Record<string, number>>>;
  /** Where to hand a result in, and what is known of the machine and the file; null: standard input. */
  pushPlace(file: string | null): Promise<PushPlace>;
  /** The bytes of a file, of standard input for null; INPUT_INVALID when it cannot be read. */
  readInput(file: string | null): AsyncIterable<Uint8Array>;
  /** Writes a file that was asked for by name; INPUT_INVALID when it cannot be written. */
  writeOutput(file: string, text: string): Promise<void>;
}

export interface CliContext {
  readonly output: Output;
  readonly operations: Operations;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}
