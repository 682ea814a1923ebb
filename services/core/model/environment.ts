import { type Static, Type } from 'typebox';
import { Digest, Scalar, SchemaVersion } from './base.ts';

const strings = Type.Record(Type.String(), Type.String());

/**
 * The half that can be restored. It names contents, never image ids: identical inputs may build different ids.
 * Its fingerprint is the SHA-256 of its RFC 8785 form.
 */
export const Stack = Type.Object({
  schemaVersion: SchemaVersion,
  /** Operating system of the image, as /etc/os-release names it. */
  os: Type.String(),
  osPackages: strings,
  python: Type.String(),
  /** Python packages installed in the image, name (normalised, PEP 503) to version. */
  packages: strings,
  lock: Digest,
  /** Variables of the image itself. */
  imageEnv: strings,
  /** Variables the job adds. */
  env: strings,
  code: strings,
  command: Type.Array(Type.String()),
  config: Type.Record(Type.String(), Scalar),
  dataset: Type.Object({ name: Type.String(), version: Type.String(), files: strings }),
  /** Version of our own part: the sandbox and what it hands to the script. */
  harness: Type.String(),
});

/** A shared library that the training process really had mapped; equal version strings hide different builds. */
export const LoadedLibrary = Type.Object({ path: Type.String(), buildId: Type.String(), bytes: Type.Integer() });

/** One accelerator as its vendor's tool describes it. */
export const Accelerator = Type.Object({
  vendor: Type.String(),
  model: Type.String(),
  uuid: Type.String(),
  driver: Type.String(),
  firmware: Type.String(),
  memoryMiB: Type.Optional(Type.Integer()),
  /** `on` or `off`; absent, like the others, where the tool does not say. */
  ecc: Type.Optional(Type.String()),
  mig: Type.Optional(Type.String()),
  powerLimitWatts: Type.Optional(Type.Number()),
});

/** The half that is only observed. Fields that could not be read hold the empty string, never a guess. */
export const Host = Type.Object({
  schemaVersion: SchemaVersion,
  host: Type.String(),
  kernel: Type.String(),
  cpuModel: Type.String(),
  microcode: Type.String(),
  governor: Type.String(),
  cpus: Type.Integer(),
  memoryMiB: Type.Integer(),
  engine: strings,
  accelerators: Type.Array(Accelerator),
  /** By soname, such as `libopenblas.so.0`. */
  libraries: Type.Record(Type.String(), LoadedLibrary),
  /** Debian alternatives inside the image that pick a library, such as `libblas.so.3`. */
  alternatives: strings,
});

export type Stack = Static<typeof Stack>;
export type LoadedLibrary = Static<typeof LoadedLibrary>;
export type Accelerator = Static<typeof Accelerator>;
export type Host = Static<typeof Host>;

/** Which half of an environment a row of the store holds. */
export type EnvironmentHalf = 'stack' | 'host';
