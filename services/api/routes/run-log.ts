import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { LogSlice } from '../../core/model/api/run.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { goneSignal } from '../gone.ts';
import { followLog } from '../log-follow.ts';
import { problems } from '../openapi.ts';
import { visibleRun } from './runs.ts';

/** Bytes of log in one answer when the caller names no number, and at most. */
const SLICE_BYTES_DEFAULT = 65_536;
const SLICE_BYTES_MAX = 1_048_576;
/** Logs followed at the same time; each asks the store twice a second. */
export const FOLLOWERS_MAX = 64;

const whole = (limits: Type.TNumberOptions) => Type.Optional(Type.Integer(limits));
const Query = Type.Object({
  from: whole({ minimum: 0, description: 'First byte' }),
  max: whole({ minimum: 1, maximum: SLICE_BYTES_MAX, description: 'Most bytes' }),
  attempt: whole({ minimum: 1, description: 'The current one when left out' }),
  follow: Type.Optional(Type.Boolean({ description: 'Server-sent events until the run has ended' })),
});

/** The log of a run: as JSON, as bytes (Range), or followed as server-sent events. */
export function runLogRoutes(app: App, deps: ApiDeps, closing: AbortSignal): void {
  let followers = 0;
  app.get(
    `${API_PREFIX}/runs/:id/log`,
    {
      config: { access: 'viewer', bound: true },
      schema: {
        ...describedAs('runs')('getRunLog', 'The log: a slice as JSON, bytes for a Range, or followed as events'),
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 80 }) }),
        querystring: Query,
        headers: Type.Object({
          range: Type.Optional(Type.String({ pattern: '^bytes=\\d{1,15}-(\\d{1,15})?$' })),
          'last-event-id': Type.Optional(Type.String({ pattern: '^\\d{0,15}$' })),
        }),
        response: {
          200: {
            description: 'A slice, or the events `log` and `end`',
            content: { 'application/json': { schema: LogSlice }, 'text/event-stream': { schema: Type.String() } },
          },
          206: { description: 'The bytes of the range', content: { 'text/plain': { schema: Type.String() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { params, query, headers, caller } = request;
      await visibleRun(deps, params.id, caller);
      if (query.follow === true || headers.accept?.includes('text/event-stream')) {
        if (followers >= FOLLOWERS_MAX)
          throw new PlumblineError('BUSY', `${followers} logs are followed already; at most ${FOLLOWERS_MAX}`);
        const from = Number(headers['last-event-id'] || query.from || 0);
        followers++;
        reply.hijack();
        const { raw } = reply;
        raw.writeHead(200, {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        });
        raw.flushHeaders();
        try {
          await followLog(deps, params.id, from, raw, goneSignal(reply, closing));
        } catch (error) {
          deps.log.warn('a followed log broke off', { run: params.id, error: String(error) });
        } finally {
          followers--;
          raw.end();
        }
        return reply;
      }
      const [from, max] = headers.range === undefined ? [query.from ?? 0, query.max] : rangeOf(headers.range);
      const slice = await deps.store.runs.readLog(
        params.id,
        from,
        Math.min(max ?? SLICE_BYTES_DEFAULT, SLICE_BYTES_MAX),
        query.attempt,
      );
      if (headers.range === undefined) return slice;
      if (slice.to <= slice.from) {
        reply.header('content-range', `bytes */${slice.total}`);
        const message = `the log has ${slice.total} bytes, the range starts at ${from}`;
        throw Object.assign(new Error(message), { statusCode: 416 });
      }
      return reply
        .code(206)
        .header('content-range', `bytes ${slice.from}-${slice.to - 1}/${slice.total}`)
        .header('accept-ranges', 'bytes')
        .type('text/plain; charset=utf-8')
        .send(slice.text);
    },
  );
}

/** `bytes=10-19` as first byte and number of bytes. */
function rangeOf(range: string): readonly [number, number] {
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  const from = Number(first);
  return [from, last === '' ? SLICE_BYTES_MAX : Math.max(1, Number(last) - from + 1)];
}
