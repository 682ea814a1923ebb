import { type Static, Type } from 'typebox';

/** `sha256:` and 64 hex digits, as OCI writes a content digest. */
export const Digest = Type.String({ pattern: '^sha256:[0-9a-f]{64}$' });
export type Digest = Static<typeof Digest>;
/** A name that is safe in a path, a label, a URL and a container name. */
export const Name = Type.String({ pattern: '^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$' });
/**
 * A path inside a folder: relative, no `..`, no leading slash. No control character and no line separator: the look for
 * `..` ends at one, and a list of names is read by lines.
 */
export const RelativePath = Type.String({
  pattern: '^(?!/)(?!.*(?:^|/)\\.\\.(?:/|$))[^\\u0000-\\u001f\\u007f\\u2028\\u2029]{1,255}$',
});
/** RFC 3339 instant in UTC. */
export const Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?Z$' });
export type Instant = Static<typeof Instant>;
/** Version of a published document format; raised when a reader of the old one would misread the new one. */
export const SchemaVersion = Type.Literal(1);
/** Value of a configuration key, as a benchmark's script receives it. */
export const Scalar = Type.Union([Type.String({ maxLength: 4096 }), Type.Number(), Type.Boolean()]);
export type Scalar = Static<typeof Scalar>;
/** An opaque id made at composition, such as `run_01j…`. */
export const Id = Type.String({ pattern: '^[a-z]+_[0-9a-z]{8,40}$' });

/** The option that makes an object refuse unknown keys; every schema that a person writes uses it. */
export const closed = { additionalProperties: false } as const;
