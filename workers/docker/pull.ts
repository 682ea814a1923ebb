import type Docker from 'dockerode';
import type { AuthConfig } from 'dockerode';
import type { Clock } from '../../services/core/ports/base.ts';

/** Time a pull may take, in milliseconds: accelerator images have tens of gigabytes. */
export const PULL_MS = 3_600_000;
/**
 * Time in which an engine must say something of a pull, in milliseconds. A layer of ten gigabytes is checked in silence
 * for a minute or two; a registry that holds its connection open and sends nothing is silent for ever.
 */
export const PULL_SILENT_MS = 600_000;

/** What a pull hands to the engine, beside the reference. */
export interface PullOptions {
  readonly authconfig: AuthConfig | undefined;
  /** Ends the wait; the engine may go on by itself. */
  readonly signal: AbortSignal;
}

/** Pulls an image and waits for its end. Rejects with dockerode's error, or one that says that nothing was heard of it. */
export async function pullImage(docker: Docker, clock: Clock, reference: string, options: PullOptions): Promise<void> {
  const { authconfig, signal } = options;
  const done = new AbortController();
  const stop = AbortSignal.any([signal, done.signal]);
  let heard = 0;
  const pulled = async (): Promise<void> => {
    const stream = await docker.pull(reference, { abortSignal: stop, ...(authconfig && { authconfig }) });
    await new Promise<void>((resolve, reject) => {
      // The end of a stream that is cut from here is no error to who follows it.
      stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
      docker.modem.followProgress(
        stream,
        (error) => (error ? reject(error) : resolve()),
        () => {
          heard += 1;
        },
      );
    });
  };
  const pulling = pulled();
  pulling.catch(() => undefined);
  // It ends with the pull, and that within PULL_MS.
  const watched = async (): Promise<void> => {
    for (;;) {
      const before = heard;
      await clock.sleep(PULL_SILENT_MS, stop);
      if (stop.aborted) return pulling;
      if (heard === before) throw new Error(`the engine said nothing of it for ${PULL_SILENT_MS / 60_000} min`);
    }
  };
  try {
    await Promise.race([pulling, watched()]);
  } finally {
    done.abort();
  }
}
