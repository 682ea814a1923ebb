import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX, type Problem } from '../core/model/api/page.ts';
import { type Asset, loadAssets } from './assets.ts';
import type { Html } from './html.ts';
import { layout, type PageFrame } from './layout.ts';
import { loginPage, problemPage } from './message-pages.ts';
import { pages } from './page-map.ts';
import { type Read, Refused } from './refused.ts';

/** Cookie that the API reads a token from (GET alone). */
const TOKEN_COOKIE = 'plumbline_token';
const COOKIE_SECONDS = 30 * 86_400;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface DashboardOptions {
  readonly project: string;
}

type Server = Pick<FastifyInstance, 'get' | 'post' | 'inject' | 'addContentTypeParser'>;

/**
 * Adds the pages to the API's app. They read through the API itself, in process and with the reader's own token, so a
 * page never shows what its reader could not ask for.
 */
export async function servePages(app: Server, { project }: DashboardOptions): Promise<void> {
  const assets = await loadAssets();
  const config = { access: 'open' } as const;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4096 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  const send = (reply: FastifyReply, status: number, frame: PageFrame, content: Html) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'same-origin')
      .header('cache-control', 'no-store')
      .send(layout(frame, content));

  for (const [url, page] of Object.entries(pages)) {
    app.get(url, { config, schema: { hide: true } as object }, async (request, reply) => {
      try {
        const query = request.query as Record<string, string>;
        const { frame, content } = await page(readerOf(app, request), request.params as Record<string, string>, query);
        return send(reply, 200, { project, ...frame }, content);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.problem.status === 401) return reply.redirect('/login');
        return send(reply, error.problem.status, { project, title: error.problem.title }, problemPage(error.problem));
      }
    });
  }

  app.get('/login', { config, schema: { hide: true } as object }, async (_request, reply) =>
    send(reply, 200, { project, title: 'Sign in' }, loginPage(false)),
  );
  app.post('/login', { config, schema: { hide: true } as object }, async (request, reply) => {
    const token = String((request.body as { token?: unknown } | null)?.token ?? '').trim();
    // A token is asked of the API before it is kept; the characters a cookie cannot hold are no token's.
    const known = /^[\w-]{1,200}$/.test(token) && (await mayRead(app, request, token));
    if (!known) return send(reply, 401, { project, title: 'Sign in' }, loginPage(true));
    const secure = request.protocol === 'https' ? '; Secure' : '';
    const cookie = `${TOKEN_COOKIE}=${token}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Strict${secure}`;
    return reply.header('set-cookie', cookie).redirect('/');
  });
  app.get('/static/:name', { config, schema: { hide: true } as object }, async (request, reply) =>
    sendAsset(reply, assets.get((request.params as { name: string }).name), request.headers['if-none-match']),
  );
}

function sendAsset(reply: FastifyReply, asset: Asset | undefined, known: string | undefined) {
  if (asset === undefined) return reply.callNotFound();
  reply.header('etag', asset.etag).header('cache-control', 'no-cache');
  return known === asset.etag ? reply.code(304).send() : reply.type(asset.type).send(asset.body);
}

function readerOf(app: Server, request: FastifyRequest): Read {
  const { cookie, authorization, host } = request.headers;
  const headers = {
    ...(host ? { host } : {}),
    ...(cookie ? { cookie } : {}),
    ...(authorization ? { authorization } : {}),
  };
  return async <T>(path: string) => {
    const answer = await app.inject({ method: 'GET', url: `${API_PREFIX}${path}`, headers });
    if (answer.statusCode >= 400) throw new Refused(answer.json<Problem>());
    return answer.json<T>();
  };
}

async function mayRead(app: Server, { headers: { host } }: FastifyRequest, token: string): Promise<boolean> {
  const headers = { ...(host ? { host } : {}), authorization: `Bearer ${token}` };
  return (await app.inject({ method: 'GET', url: `${API_PREFIX}/status`, headers })).statusCode === 200;
}
