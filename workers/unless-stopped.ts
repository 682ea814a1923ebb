import { PlumblineError } from '../services/core/errors.ts';

/**
 * The end of the work, or CONFLICT as soon as `stop` aborts: a pull, a download or another attempt may take an hour, and
 * whoever stops the work does not wait for it.
 */
export async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  let onStop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    onStop = () => reject(new PlumblineError('CONFLICT', `stopped (${String(stop.reason)}) before it trained`));
  });
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
