import { PlumblineError } from '../core/errors.ts';
import { canonicalJson, sha256Hex } from '../core/model/identity.ts';
import type { Sql } from './database.ts';
import { PAGE_BYTES } from './database.ts';
import { storable } from './text.ts';

/** Documents asked for in one statement; with parts of at most PAGE_BYTES only small ones come in company. */
const DOCUMENTS_PER_PAGE = 50;

/**
 * Stores JSON documents under the digest of their canonical form; one that is there already is not written again.
 * Returns the digests, in the order of the documents.
 */
export async function putDocuments(sql: Sql, documents: readonly unknown[]): Promise<string[]> {
  const texts = new Map<string, string>();
  const digests = documents.map((document) => {
    const text = canonicalJson(storable(document));
    const digest = `sha256:${sha256Hex(text)}`;
    texts.set(digest, text);
    return digest;
  });
  const there = await sql.query<{ digest: string }>(
    'select digest from documents where digest = any($1::text[]) and part = 0',
    [[...texts.keys()]],
  );
  for (const { digest } of there) texts.delete(digest);
  for (const [digest, text] of texts) await write(sql, digest, Buffer.from(text));
  return digests;
}

async function write(sql: Sql, digest: string, bytes: Buffer): Promise<void> {
  for (let part = 0; part * PAGE_BYTES < bytes.length; part += 1) {
    await sql.query('insert into documents (digest, part, bytes) values ($1, $2, $3) on conflict do nothing', [
      digest,
      part,
      bytes.subarray(part * PAGE_BYTES, (part + 1) * PAGE_BYTES),
    ]);
  }
}

/** Reads documents by digest. A missing one is a damaged store: INTERNAL. */
export async function getDocuments(sql: Sql, digests: Iterable<string>): Promise<ReadonlyMap<string, unknown>> {
  const wanted = [...new Set(digests)];
  const result = new Map<string, unknown>();
  for (let at = 0; at < wanted.length; at += DOCUMENTS_PER_PAGE) {
    const page = wanted.slice(at, at + DOCUMENTS_PER_PAGE);
    const sizes = await sql.query<{ digest: string; bytes: number }>(
      `select digest, sum(octet_length(bytes)) as bytes from documents
       where digest = any($1::text[]) group by digest`,
      [page],
    );
    for (const group of groups(sizes)) {
      for (const [digest, text] of await texts(sql, group)) result.set(digest, JSON.parse(text));
    }
  }
  const missing = wanted.find((digest) => !result.has(digest));
  if (missing !== undefined) throw new PlumblineError('INTERNAL', `document ${missing} is missing from the store`);
  return result;
}

/** Groups of documents whose bytes stay together under PAGE_BYTES; a longer one goes alone. */
function groups(sizes: readonly { digest: string; bytes: number }[]): string[][] {
  const result: string[][] = [];
  let sum = 0;
  for (const { digest, bytes } of sizes) {
    const last = result.at(-1);
    if (last && sum + Number(bytes) <= PAGE_BYTES) {
      last.push(digest);
      sum += Number(bytes);
    } else {
      result.push([digest]);
      sum = Number(bytes);
    }
  }
  return result;
}

/** Text of the documents, part by part, so that no answer holds more than about PAGE_BYTES of content. */
async function texts(sql: Sql, digests: readonly string[]): Promise<Map<string, string>> {
  const parts = new Map<string, Uint8Array[]>();
  for (let part = 0; ; part += 1) {
    const rows = await sql.query<{ digest: string; bytes: Uint8Array }>(
      'select digest, bytes from documents where digest = any($1::text[]) and part = $2',
      [digests, part],
    );
    if (rows.length === 0) break;
    for (const { digest, bytes } of rows) parts.set(digest, [...(parts.get(digest) ?? []), bytes]);
  }
  return new Map([...parts].map(([digest, pieces]) => [digest, Buffer.concat(pieces).toString('utf8')]));
}
