import type { FastifyReply } from 'fastify';

/** A signal that aborts when the caller hangs up before the answer was written, or when the app closes. */
export function goneSignal(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const { raw } = reply;
  raw.once('close', () => {
    closing.removeEventListener('abort', abort);
    if (!raw.writableFinished) abort();
  });
  if (closing.aborted) abort();
  else closing.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
