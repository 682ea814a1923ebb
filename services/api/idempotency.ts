import type { FastifyReply, FastifyRequest } from 'fastify';
import { PlumblineError } from '../core/errors.ts';
import { IDEMPOTENCY_HEADER } from '../core/model/api/page.ts';
import { canonicalJson, sha256Hex } from '../core/model/identity.ts';
import type { ApiDeps } from './deps.ts';
import { pathOf } from './problem.ts';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Does a write once per Idempotency-Key: a repeat gets the first answer, the same key with another body is refused,
 * and a failure gives the key back. Keys of different callers and paths never meet.
 */
export async function once<T>(
  deps: Pick<ApiDeps, 'store' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  work: () => Promise<T>,
): Promise<T> {
  const header = request.headers[IDEMPOTENCY_HEADER];
  reply.code(status);
  if (header === undefined) return work();
  if (typeof header !== 'string' || !KEY.test(header))
    throw new PlumblineError('INPUT_INVALID', 'Idempotency-Key must be 1 to 200 printable characters');
  const scope = `${request.caller?.id ?? 'open'} ${request.method} ${pathOf(request)} ${header}`;
  const key = sha256Hex(scope);
  const { idempotency } = deps.store;
  const claim = await idempotency.claim(
    key,
    sha256Hex(canonicalJson(request.body ?? null)),
    deps.clock.now().toISOString(),
  );
  if (claim.kind === 'mismatch')
    throw new PlumblineError('IDEMPOTENCY_MISMATCH', `Idempotency-Key ${header} was used with another body`);
  if (claim.kind === 'busy') throw new PlumblineError('CONFLICT', 'the first request with this key is still at work');
  if (claim.kind === 'repeat') {
    reply.code(claim.status).header('idempotency-replayed', 'true');
    return claim.body as T;
  }
  try {
    const answer = await work();
    await idempotency.save(key, status, answer);
    return answer;
  } catch (error) {
    await idempotency.release(key);
    throw error;
  }
}
