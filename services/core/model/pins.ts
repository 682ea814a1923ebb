import { type Static, Type } from 'typebox';
import { closed, Digest, Instant, Name, RelativePath, Scalar, SchemaVersion } from './base.ts';
import { DatasetSource } from './catalog.ts';

/** What an image channel resolved to: a registry digest, or the engine's image id where no registry is used. */
export const ImagePin = Type.Object(
  {
    /** `repository@sha256:…` for a registry digest, `sha256:…` for an image id. Anything else is refused by a worker. */
    reference: Type.String({ pattern: '^(?:[a-z0-9][a-z0-9._:/-]{0,250}@)?sha256:[0-9a-f]{64}$' }),
    /** `observed`: a result of another system; the reference is a digest of what it said, and nothing can be pulled by it. */
    kind: Type.Enum(['registry-digest', 'image-id', 'observed']),
    /** Fingerprint of what we built it from (base, lock, Dockerfile, code); absent for images that others built. */
    recipe: Type.Optional(Digest),
  },
  closed,
);

export const DatasetPin = Type.Object(
  {
    name: Name,
    version: Type.String(),
    /** Digest over the sorted list of paths and SHA-256s. */
    digest: Digest,
    source: DatasetSource,
    files: Type.Array(
      Type.Object(
        {
          path: RelativePath,
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          bytes: Type.Integer({ minimum: 0 }),
          member: Type.Optional(RelativePath),
          /** Where this file comes from when it is another source than the set's: a mixture of two versions. */
          source: Type.Optional(DatasetSource),
          folder: Type.Optional(Type.String()),
        },
        closed,
      ),
      // Empty only where the image is `observed` and no file is known.
    ),
    /** Folder of the data-set file for `file` sources; local to the catalog's host. */
    folder: Type.Optional(Type.String()),
  },
  closed,
);

/** Everything a run executes, by content. A job carries this and nothing that moves. */
export const Pins = Type.Object(
  {
    schemaVersion: SchemaVersion,
    benchmark: Name,
    methodVersion: Type.Integer({ minimum: 1 }),
    platform: Name,
    image: ImagePin,
    base: ImagePin,
    /** SHA-256 of requirements.lock; the locked packages by name. */
    lock: Type.Object({ digest: Digest, packages: Type.Record(Type.String(), Type.String()) }, closed),
    /** SHA-256 of every code file by path. */
    code: Type.Record(Type.String(), Type.String({ pattern: '^[0-9a-f]{64}$' })),
    command: Type.Array(Type.String(), { minItems: 1 }),
    config: Type.Record(Type.String(), Scalar),
    env: Type.Record(Type.String(), Type.String()),
    dataset: DatasetPin,
  },
  closed,
);

/** The generated pin file: what the channels of a catalog resolved to on one machine. */
export const PinFile = Type.Object(
  { schemaVersion: SchemaVersion, resolvedAt: Instant, pins: Type.Array(Pins) },
  closed,
);

/** Whether a worker can execute these pins: what another system ran was only observed. */
export function isRestorable({ image }: Pick<Pins, 'image'>): boolean {
  return image.kind !== 'observed';
}

export type ImagePin = Static<typeof ImagePin>;
export type DatasetPin = Static<typeof DatasetPin>;
export type Pins = Static<typeof Pins>;
export type PinFile = Static<typeof PinFile>;
