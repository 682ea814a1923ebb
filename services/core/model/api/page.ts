import { type Static, type TSchema, Type } from 'typebox';
import { closed } from '../base.ts';

/** Entries of a list answer unless the caller names a number. */
export const PAGE_DEFAULT = 50;
/** Most entries of a list answer. */
export const PAGE_MAX = 200;

/** A page of a list; `next` is the opaque cursor of the following page, null at the end. */
export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) }, closed);
}

/** Query of a list. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: PAGE_DEFAULT })),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 400, description: 'Taken from `next` of the page before' }),
  ),
} as const;

/** RFC 9457 problem document; `code` is a key of the one table in core/errors. */
export const Problem = Type.Object({
  type: Type.String({ description: 'Address of the description of this kind of problem' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  instance: Type.String(),
  advice: Type.String(),
  retryable: Type.Boolean(),
});
export type Problem = Static<typeof Problem>;

/** Media type of a problem document. */
export const PROBLEM_TYPE = 'application/problem+json';
/** Header that makes a repeated write one write. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';
/** Where the API lives. */
export const API_PREFIX = '/api/v1';
