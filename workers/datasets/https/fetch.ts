import { copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatasetSource } from '../../../services/core/model/catalog.ts';
import { isFolder } from '../../../services/core/model/data-source.ts';
import { inTurn } from '../../in-turn.ts';
import { archiveBytesMax } from '../archive/bound.ts';
import { extractArchive } from '../archive/extract.ts';
import type { FetchContext } from '../context.ts';
import type { Member } from '../member.ts';
import { download } from './download.ts';
import { archiveKey, dropPartial } from './partial.ts';
import { openRequests, type Requests } from './request.ts';

type HttpsSource = Extract<DatasetSource, { kind: 'https' }>;

/** Files of a folder that are downloaded at a time. */
const AT_A_TIME = 4;

/** Downloads the members of a set: from a folder one by one, out of an archive, or the one file that an address is. */
export async function fetchHttps(
  source: HttpsSource,
  members: readonly Member[],
  scratch: string,
  context: FetchContext,
): Promise<void> {
  await mkdir(context.partials, { recursive: true });
  const failed = new AbortController();
  const given = { ...context, stop: AbortSignal.any([context.stop, failed.signal]) };
  const requests = openRequests(given);
  try {
    if (source.archive !== undefined) await fetchArchive(source, members, scratch, requests, given);
    else await fetchFiles(source, members, requests, given, () => failed.abort());
  } finally {
    await requests.close();
  }
}

/** The address of a member: below the folder, each piece of its path escaped. */
export function memberAddress(source: HttpsSource, member: string): URL {
  return isFolder(source)
    ? new URL(member.split('/').map(encodeURIComponent).join('/'), source.url)
    : new URL(source.url);
}

/** @param giveUp ends the other downloads; they have ended when this has: none may write into what is removed next. */
async function fetchFiles(
  source: HttpsSource,
  members: readonly Member[],
  requests: Requests,
  context: FetchContext,
  giveUp: () => void,
): Promise<void> {
  // Two paths with the same bytes are one download.
  const byContent = new Map<string, Member[]>();
  for (const one of members) byContent.set(one.sha256, [...(byContent.get(one.sha256) ?? []), one]);
  const waiting = [...byContent.values()];
  const next = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const [first, ...same] = group as [Member, ...Member[]];
      const { member: what, bytes, sha256 } = first;
      const pinned = { bytes, sha256 };
      const url = memberAddress(source, what);
      await inTurn(join(context.partials, sha256), async () => {
        const path = await download({ url, key: sha256, what, bytesMax: bytes, pinned }, requests, context);
        for (const { target } of group) await mkdir(dirname(target), { recursive: true });
        for (const { target } of same) await copyFile(path, target);
        await rename(path, first.target);
        await dropPartial(path);
      });
    }
  };
  const failures: unknown[] = [];
  const lane = () =>
    next().catch((error: unknown) => {
      failures.push(error);
      waiting.length = 0;
      giveUp();
    });
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, waiting.length) }, lane));
  if (failures.length > 0) throw failures[0];
}

async function fetchArchive(
  source: HttpsSource,
  members: readonly Member[],
  scratch: string,
  requests: Requests,
  context: FetchContext,
): Promise<void> {
  const bytesMax = archiveBytesMax(members, context.spareBytes);
  const url = new URL(source.url);
  const what = url.pathname.split('/').at(-1) ?? source.archive ?? '';
  const key = archiveKey(source.url);
  await inTurn(join(context.partials, key), async () => {
    const path = await download({ url, key, what, bytesMax, pinned: null }, requests, context);
    try {
      await extractArchive(source.archive ?? 'tar', path, members, { scratch, bytesMax, stop: context.stop });
    } finally {
      await dropPartial(path);
    }
  });
}
