import { usageOf } from '../../folder-usage.ts';
import type { FetchContext } from '../context.ts';

/** How often the folder is measured, in milliseconds: it may go over its bound by what comes in between. */
const LOOK_EVERY_MS = 1000;

/**
 * Does work that fills a folder, and ends it by its signal once the folder takes more than `bytesMax` on its disk: git has
 * no bound of its own for what it fetches. After the end it is measured once more, since quick work ends between two looks.
 * Throws `tooMuch()` then.
 */
export async function withinBytes<T>(
  folder: string,
  bytesMax: number,
  { clock, stop }: Pick<FetchContext, 'clock' | 'stop'>,
  work: (signal: AbortSignal) => Promise<T>,
  tooMuch: () => Error,
): Promise<T> {
  const [over, ended] = [new AbortController(), new AbortController()];
  const look = async (): Promise<void> => {
    if ((await usageOf(folder)).bytes > bytesMax) over.abort();
  };
  const looking = (async () => {
    while (!over.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, ended.signal);
      if (ended.signal.aborted) return;
      await look();
    }
  })();
  looking.catch(() => over.abort());
  try {
    const done = await work(AbortSignal.any([stop, over.signal]));
    await look();
    if (!over.signal.aborted) return done;
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    ended.abort();
    await looking;
  }
  throw tooMuch();
}
