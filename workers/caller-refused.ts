import type { ErrorCode } from '../services/core/errors.ts';

/** The API refuses whoever asks, not what is asked: an operator puts that right. */
export const CALLER_REFUSED: readonly ErrorCode[] = ['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_ROLE', 'HOST_REFUSED'];
