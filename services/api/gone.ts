import type { FastifyReply } from 'fastify';

/** Calls `left` once when the caller hangs up before the whole answer was handed to its socket. */
export function onHangUp({ raw }: FastifyReply, left: () => void): void {
  let finished = false;
  raw.once('finish', () => {
    finished = true;
  });
  raw.once('close', () => {
    if (!finished) left();
  });
}

/** A signal that aborts when the caller hangs up before the answer was written, or when the app closes. */
export function goneSignal(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  onHangUp(reply, abort);
  reply.raw.once('close', () => closing.removeEventListener('abort', abort));
  if (closing.aborted) abort();
  else closing.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
