import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type RouteOptions } from 'fastify';
import { PlumblineError } from '../core/errors.ts';
import { API_PREFIX } from '../core/model/api/page.ts';
import { authenticate } from './access.ts';
import type { ApiDeps, App } from './deps.ts';
import { assertLoopbackHost } from './host-guard.ts';
import { describe } from './openapi.ts';
import { errorHandler, pathOf } from './problem.ts';
import { routes } from './routes.ts';

/** Largest body of an ordinary request, in bytes. */
export const BODY_LIMIT_BYTES = 1_048_576;
/** Time in which a whole request must have arrived; long polls wait with their answer, not with their request. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Time in which an ordinary handler must answer; long polls name their own. */
const HANDLER_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 72_000;

/** The whole API as an app that does not listen yet. */
export async function buildApi(deps: ApiDeps): Promise<App> {
  const app: App = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    logger: false,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.headersTimeout = HEADERS_TIMEOUT_MS;
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // Answers are written as they are; that each agrees with its schema is a test's business, not every request's.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(errorHandler(deps.log));
  app.setNotFoundHandler((request) => {
    throw new PlumblineError('NOT_FOUND', `there is no ${request.method} ${pathOf(request)}`);
  });
  app.decorateRequest('caller', null);
  app.addHook('onRoute', assertDescribed);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (!deps.config.readTokens) assertLoopbackHost(request);
    await authenticate(deps, request);
  });
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    // A POST that needs no body may come with an empty one.
    if (text === '') done(null, {});
    else parse(request, text, done);
  });
  await describe(app, deps.config.version);
  routes(app, deps);
  if (deps.pages) await deps.pages(app);
  await app.ready();
  return app;
}

/** Every route under the prefix is described and names who may call it; a route that does not stops the start. */
function assertDescribed(route: RouteOptions): void {
  if (!route.url.startsWith(API_PREFIX)) return;
  const { schema, config } = route;
  if (!schema?.operationId || !schema.tags?.length || !schema.response || config?.access === undefined)
    throw new PlumblineError('INTERNAL', `route ${String(route.method)} ${route.url} is not described`);
}
