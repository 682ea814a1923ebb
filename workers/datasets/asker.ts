import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetPin } from '../../services/core/model/pins.ts';
import type { SourceAsker } from '../../services/core/ports/source-asker.ts';
import { type CacheOptions, createDatasetCache } from './cache.ts';
import { type FetchContext, PATIENCE } from './context.ts';
import { commitOf } from './git/fetch.ts';
import { createAddressGuard } from './guard/addresses.ts';
import { memberAddress } from './https/fetch.ts';
import { openRequests } from './https/request.ts';
import type { Member } from './member.ts';
import { checkRegistry, engineOf } from './oci/fetch.ts';
import { checkSource } from './origin.ts';
import { bytesOf } from './record.ts';
import { groupBySource, type SourceGroup } from './sources.ts';

/** Sets up to this size are fetched for a look, in bytes; of larger ones only the source's own word is held. */
const LOOK_BYTES_MAX = 2_147_483_648;
/** Files whose entity tags are asked for; of a folder with more, the first ones. */
const ASKED_FILES_MAX = 100;

/** Asks sources by the rules of the worker's cache (`data.origins`, `data.private`); looks are fetched below `root` and removed. */
export function createSourceAsker(root: string, options: CacheOptions): SourceAsker {
  const context: FetchContext = {
    guard: createAddressGuard(options.privateHosts),
    origins: options.origins,
    partials: join(root, 'partial'),
    containers: options.containers,
    home: 'asker',
    clock: options.clock,
    patience: { ...PATIENCE, ...options.patience },
    stop: options.stop,
  };
  return {
    async mark(pin) {
      const groups = groupBySource(
        pin,
        pin.files.map((file) => ({ file, target: file.path })),
      );
      const marks: string[] = [];
      for (const group of groups) {
        const mark = await groupMark(group, context);
        if (mark === null) return null;
        marks.push(mark);
      }
      return marks.join('\n');
    },
    async compare(pin) {
      const bytes = bytesOf(pin);
      if (bytes > LOOK_BYTES_MAX) return { seen: 'unseen', detail: `${bytes} bytes are too many for a look` };
      await mkdir(root, { recursive: true });
      const folder = await mkdtemp(join(root, 'look-'));
      const cache = createDatasetCache(folder, options);
      try {
        await cache.provide(pin);
        return { seen: 'same', detail: 'the pinned bytes' };
      } catch (error) {
        if (!(error instanceof PlumblineError) || error.code !== 'DATASET_CORRUPT') throw error;
        return { seen: 'other', detail: error.message };
      } finally {
        await cache.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The word of one source for the files that come from it. Files of the catalog have none of their own: their set moves with them. */
async function groupMark({ source, members }: SourceGroup, context: FetchContext): Promise<string | null> {
  checkSource(source, members.length, context.origins);
  switch (source.kind) {
    case 'https':
      return httpsMark(source, members, context);
    case 'git':
      return commitOf(source, context);
    case 'oci':
      await checkRegistry(source.image, context);
      return engineOf(context).registryDigest(source.image);
    case 'file':
      return 'the catalog';
    default:
      return null;
  }
}

/** Entity tags, or dates and lengths, of the addresses of a source; null as soon as one has none. */
async function httpsMark(
  source: Extract<DatasetPin['source'], { kind: 'https' }>,
  members: readonly Member[],
  context: FetchContext,
): Promise<string | null> {
  const asked = members.slice(0, source.archive === undefined ? ASKED_FILES_MAX : 1);
  const requests = openRequests(context);
  try {
    const marks: string[] = [];
    for (const { member } of asked) {
      const answer = await requests.ask('HEAD', memberAddress(source, member), {});
      await answer.body.dump();
      const { status, header } = answer;
      if (status === 404 || status === 410) marks.push(`gone ${status}`);
      else if (status !== 200) return null;
      else {
        const word = header('etag') ?? header('last-modified');
        if (word === null) return null;
        marks.push(`${word} ${header('content-length') ?? ''}`);
      }
    }
    return marks.join('\n');
  } finally {
    await requests.close();
  }
}
