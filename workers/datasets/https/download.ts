import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { PlumblineError } from '../../../services/core/errors.ts';
import { shownAddress } from '../../../services/core/model/data-source.ts';
import type { FetchContext } from '../context.ts';
import { wrongMember } from '../member.ts';
import { Cut, isPassing, retryAfterMs } from './cut.ts';
import { beginPartial, dropPartial, openPartial, type Partial } from './partial.ts';
import type { Answer, Requests } from './request.ts';

/** Tries in all, however much each gained: a server that cuts after every byte is given up. */
const TRIES_MAX = 200;

export interface Download {
  readonly url: URL;
  /** Name of its partial file: what it is, so that a later try for the same thing finds it. */
  readonly key: string;
  /** What messages call it. */
  readonly what: string;
  /** Bytes at most; longer is refused as soon as it is known. */
  readonly bytesMax: number;
  /** What it must be; null: only what is taken out of it is pinned. */
  readonly pinned: { readonly bytes: number; readonly sha256: string } | null;
}

/**
 * Downloads one file, hashing what arrives, and returns where it lies. A cut connection is taken up where it ended when
 * the server can prove that it still has the same bytes (`If-Range`), else from the beginning. DATASET_CORRUPT,
 * DATASET_MISSING, ORIGIN_REFUSED.
 */
export async function download(wanted: Download, requests: Requests, context: FetchContext): Promise<string> {
  const { clock, patience, stop } = context;
  let failures = 0;
  for (let tries = 1; ; tries += 1) {
    const before = await openPartial(context.partials, wanted.key);
    try {
      return await attempt(wanted, before, requests, context);
    } catch (error) {
      if (stop.aborted) throw new PlumblineError('DATASET_MISSING', `${wanted.what}: the download was stopped`);
      if (!(error instanceof Cut) && !isCut(error)) throw error;
      const after = await openPartial(context.partials, wanted.key);
      failures = after.bytes > before.bytes ? 1 : failures + 1;
      if (failures >= patience.tries || tries >= TRIES_MAX) throw givenUp(wanted, tries, error);
      const asked = error instanceof Cut ? error.afterMs : 0;
      const pause = Math.max(asked, patience.pauseMs * 2 ** (failures - 1));
      await clock.sleep(Math.min(pause, patience.pauseMsMax), stop);
    }
  }
}

async function attempt(wanted: Download, kept: Partial, requests: Requests, context: FetchContext): Promise<string> {
  const { pinned, what } = wanted;
  // A process that was killed between the last byte and the end.
  if (pinned !== null && kept.bytes === pinned.bytes) return finished(wanted, kept, kept.hash, true);
  const goOn = kept.bytes > 0 && kept.bytes < wanted.bytesMax && kept.validator !== null;
  const range: Record<string, string> = goOn
    ? { range: `bytes=${kept.bytes}-`, 'if-range': kept.validator as string }
    : {};
  const answer = await requests.ask('GET', wanted.url, { 'accept-encoding': 'identity', ...range });
  try {
    const resumed = goOn && answer.status === 206;
    if (resumed ? startOf(answer) !== kept.bytes : answer.status !== 200) throw await unusable(wanted, answer, context);
    const length = Number(answer.header('content-length') ?? Number.NaN) + (resumed ? kept.bytes : 0);
    checkLength(wanted, length);
    const hash = resumed ? kept.hash : createHash('sha256');
    const file = resumed ? await open(kept.path, 'a') : await beginPartial(kept.path, validatorOf(answer));
    const bytes = await receive(answer, file, hash, resumed ? kept.bytes : 0, wanted, context);
    if (bytes < length) throw new Cut(`${what}: ended after ${bytes} of ${length} bytes`);
    return finished(wanted, kept, hash, resumed);
  } finally {
    answer.body.on('error', () => undefined).destroy();
  }
}

/** Writes the body to its file; what arrived stays there when it is cut. */
async function receive(
  answer: Answer,
  file: FileHandle,
  hash: Hash,
  from: number,
  wanted: Download,
  { clock, patience }: FetchContext,
): Promise<number> {
  let bytes = from;
  let [since, had] = [clock.now().getTime(), from];
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > wanted.bytesMax) throw tooLong(wanted, `more than ${wanted.bytesMax}`);
      hash.update(chunk);
      await file.writeFile(chunk);
      const now = clock.now().getTime();
      if (now - since < patience.idleMs) continue;
      if (bytes - had < patience.leastBytes) throw new Cut(`${wanted.what}: ${bytes - had} bytes in ${now - since} ms`);
      [since, had] = [now, bytes];
    }
    return bytes;
  } finally {
    await file.close();
  }
}

async function finished(wanted: Download, { path }: Partial, hash: Hash, resumed: boolean): Promise<string> {
  const { pinned, what } = wanted;
  const found = hash.digest('hex');
  if (pinned === null || found === pinned.sha256) return path;
  await dropPartial(path);
  // Pieces of two answers: only a whole one says what the server has now.
  if (resumed) throw new Cut(`${what}: the pieces do not fit together`);
  throw wrongMember(what, `its SHA-256 is ${found}, pinned is ${pinned.sha256} (${shownAddress(wanted.url.href)})`);
}

async function unusable(wanted: Download, answer: Answer, { clock, partials }: FetchContext): Promise<Error> {
  const { status } = answer;
  if (isPassing(status)) {
    return new Cut(`answered ${status}`, retryAfterMs(answer.header('retry-after'), clock.now()));
  }
  if (status === 206 || status === 416) {
    await dropPartial((await openPartial(partials, wanted.key)).path);
    return new Cut(`answered ${status} with another range than it was asked for`);
  }
  return new PlumblineError('DATASET_MISSING', `${wanted.what}: ${shownAddress(answer.url.href)} answered ${status}`);
}

function checkLength(wanted: Download, length: number): void {
  if (length > wanted.bytesMax || (wanted.pinned !== null && length < wanted.pinned.bytes)) {
    throw tooLong(wanted, String(length));
  }
}

function tooLong({ what, url, pinned, bytesMax }: Download, found: string): PlumblineError {
  const expected = pinned === null ? `at most ${bytesMax} are taken` : `pinned are ${pinned.bytes}`;
  return wrongMember(what, `${shownAddress(url.href)} has ${found} bytes, ${expected}`);
}

/** First byte of a partial answer; −1 for a head that does not say. */
function startOf(answer: Answer): number {
  return Number(/^bytes (\d+)-/.exec(answer.header('content-range') ?? '')?.[1] ?? -1);
}

/** A strong entity tag, else the date of the last change (RFC 9110, If-Range); weak tags prove nothing about bytes. */
function validatorOf(answer: Answer): string | null {
  const tag = answer.header('etag');
  return tag?.startsWith('"') ? tag : answer.header('last-modified');
}

/** Whether the connection failed, and not we or the disk. */
function isCut(error: unknown): boolean {
  const { code = '', name } = error as { code?: string; name?: string };
  return /^(UND_ERR|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EAI_AGAIN|HPE_)/.test(code) || name === 'AbortError';
}

function givenUp(wanted: Download, tries: number, error: unknown): PlumblineError {
  const why = error instanceof Error ? error.message || (error as { code?: string }).code : String(error);
  return new PlumblineError(
    'DATASET_MISSING',
    `${wanted.what}: ${shownAddress(wanted.url.href)}: ${why} (${tries} tries)`,
    { cause: error },
  );
}
