import type { FastifyRequest } from 'fastify';
import { PlumblineError } from '../core/errors.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Refuses a request whose Host header is no loopback name. Reads on loopback are open, so a web page whose own name
 * was made to resolve to 127.0.0.1 (DNS rebinding) could read everything; the Host header gives it away.
 */
export function assertLoopbackHost(request: FastifyRequest): void {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.test(host))
    throw new PlumblineError('HOST_REFUSED', `the host "${host.slice(0, 100)}" is not loopback`);
}
