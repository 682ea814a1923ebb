import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { tolerantJson } from '../../core/formats/tolerant-json.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { ResultAnswer, ResultQuery } from '../../core/model/api/result.ts';
import { fingerprint } from '../../core/model/identity.ts';
import { PushedResult } from '../../core/model/pushed.ts';
import { assertPlatform } from '../access.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { once } from '../idempotency.ts';
import { idempotent, problems } from '../openapi.ts';
import { resultOfBody, takeResult } from '../push.ts';

/** Largest result, in bytes: a full log of escapes and a full list of samples. */
const RESULT_BODY_BYTES_MAX = 8 * 1_048_576;
/** Media types of a log: whatever is no document. */
const LOG_TYPES = ['text/plain', 'application/x-ndjson', 'application/octet-stream'] as const;

const Log = Type.String({ description: 'A log in a format that `plumbline parse` reads' });

/** Results that other systems made. The scope has parsers of its own: Python writes NaN into JSON, and a log is no JSON. */
export function resultRoutes(app: App, deps: ApiDeps): void {
  app.register(async (scope: App) => {
    scope.removeContentTypeParser(['application/json', 'text/plain']);
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text: string, done) => {
      const parsed = tolerantJson(text);
      if (parsed.ok) done(null, parsed.value);
      else done(new PlumblineError('INPUT_INVALID', 'the body is not JSON'));
    });
    scope.addContentTypeParser([...LOG_TYPES], { parseAs: 'string' }, (_request, text, done) => done(null, text));
    scope.post(
      `${API_PREFIX}/results`,
      {
        config: { access: 'pusher', bound: true },
        bodyLimit: RESULT_BODY_BYTES_MAX,
        schema: {
          ...describedAs('runs')('pushResult', 'Hand in a finished result of another system; safe to repeat'),
          security: [{ token: [] }],
          headers: idempotent,
          querystring: ResultQuery,
          body: {
            content: {
              'application/json': { schema: PushedResult },
              ...Object.fromEntries(LOG_TYPES.map((type) => [type, { schema: Log }])),
            },
          },
          response: { 200: ResultAnswer, ...problems },
        },
      },
      async (request, reply) => {
        const { query, caller } = request;
        const body = request.body as PushedResult | string;
        const { result, digest } =
          typeof body === 'string'
            ? await resultOfBody(deps, query, body)
            : { result: body, digest: fingerprint(body) };
        assertPlatform(caller, result.platform);
        const take = () => takeResult(deps, result, digest, query.dryRun === true);
        return query.dryRun === true ? take() : once(deps, request, reply, 200, take);
      },
    );
  });
}
