import { type ErrorCode, PlumblineError } from '../../services/core/errors.ts';

/** Longest engine message that is handed on, in characters. */
const MESSAGE_MAX_CHARACTERS = 500;
/** Errors of the connection to the engine, as Node names them. */
const CONNECTION = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|EACCES|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ABORT_ERR)$/;

/**
 * An engine's failure as one of ours. Without an HTTP status the engine did not answer at all, which is never the
 * benchmark's doing; with one it answered and refused.
 */
export function engineFailure(what: string, error: unknown, refused: ErrorCode = 'ENGINE_REFUSED'): PlumblineError {
  if (error instanceof PlumblineError) return error;
  const text = message(error);
  return new PlumblineError(codeOf(error, text, refused), `${what}: ${text}`, { cause: error });
}

function codeOf(error: unknown, text: string, refused: ErrorCode): ErrorCode {
  if (/no space left on device|disk quota exceeded/i.test(text)) return 'DISK_FULL';
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === undefined) return 'DOCKER_UNAVAILABLE';
  if (typeof code === 'string' && CONNECTION.test(code)) return 'DOCKER_UNAVAILABLE';
  // The engine is up, but the runtime below it is not.
  if (/containerd|connection error|transport is closing/i.test(text) && /unavailable|connection/i.test(text))
    return 'DOCKER_UNAVAILABLE';
  return refused;
}

/** The engine's words in one line. */
function message(error: unknown): string {
  const { json, message: text } = error as { json?: { message?: unknown }; message?: unknown };
  const words = typeof json?.message === 'string' ? json.message : String(text ?? error);
  return words.replace(/\s+/g, ' ').trim().slice(0, MESSAGE_MAX_CHARACTERS);
}

/** Whether the engine answered that it does not know the thing. */
export function isUnknown(error: unknown): boolean {
  return (error as { statusCode?: number }).statusCode === 404;
}
