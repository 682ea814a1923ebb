import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_KINDS, type ErrorCode, formatPlace, PlumblineError } from '../core/errors.ts';
import { API_PREFIX, PROBLEM_TYPE, type Problem } from '../core/model/api/page.ts';
import type { Log } from '../core/ports/base.ts';

/** `TOKEN_MISSING` → "Token missing". */
export function titleOf(code: ErrorCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

/** Problem document (RFC 9457) of an error; anything with a 5xx status tells nothing of the inside. */
export function problemOf(error: unknown, instance: string, requestId: string): Problem {
  const known = asPlumblineError(error);
  const status = statusOf(error, known);
  const place = known.place ? `${formatPlace(known.place)}: ` : '';
  return {
    type: `${API_PREFIX}/problems/${known.code}`,
    title: titleOf(known.code),
    status,
    detail:
      status >= 500
        ? `The service could not do this; its log says why under request ${requestId}.`
        : `${place}${known.message}`,
    code: known.code,
    instance,
    advice: known.kind.advice,
    retryable: known.retryable,
  };
}

/** Errors of Fastify itself, by their code or status, in the words of the one table. */
function asPlumblineError(error: unknown): PlumblineError {
  if (error instanceof PlumblineError) return error;
  const foreign = error as Partial<FastifyError>;
  if (foreign.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new PlumblineError('BODY_TOO_LARGE', 'the body is larger than this route takes');
  if (foreign.code === 'FST_ERR_HANDLER_TIMEOUT') return new PlumblineError('TIMEOUT', 'the handler took too long');
  if (foreign.validation) return new PlumblineError('INPUT_INVALID', validationMessage(foreign));
  const status = foreign.statusCode ?? 500;
  if (status === 404) return new PlumblineError('NOT_FOUND', foreign.message ?? 'not found');
  if (status >= 400 && status < 500) return new PlumblineError('INPUT_INVALID', foreign.message ?? 'bad request');
  return new PlumblineError('INTERNAL', 'unexpected error', { cause: error });
}

/** The table's status, save where Fastify refused the form of a request with a finer 4xx (415, 431 …). */
function statusOf(error: unknown, known: PlumblineError): number {
  const own = (error as Partial<FastifyError>).statusCode;
  const finer = !(error instanceof PlumblineError) && own !== undefined && own >= 400 && own < 500;
  return finer ? own : ERROR_KINDS[known.code].http;
}

/** The first faulty value by its place: `body/seed must be >= 0`. */
function validationMessage(error: Partial<FastifyError>): string {
  const first = error.validation?.[0];
  const extra = first?.params?.additionalProperties ?? first?.params?.unevaluatedProperties;
  const names = Array.isArray(extra) ? ` (${extra.join(', ').slice(0, 200)})` : '';
  return `${error.validationContext ?? 'request'}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}${names}`;
}

/** Turns every error into a problem document, and logs what it hides. */
export function errorHandler(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const path = pathOf(request);
    const problem = problemOf(error, path, request.id);
    if (problem.status >= 500)
      log.error('request failed', {
        request: request.id,
        method: request.method,
        path,
        code: problem.code,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    if (problem.retryable) reply.header('retry-after', '2');
    return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  };
}

/** Path without its query: a query may hold what must not be repeated. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
