import { Validator } from '@seriousme/openapi-schema-validator';
import t from 'tap';
import { Type } from 'typebox';
import { testApi } from '../support/api.ts';

t.test('the served description is valid OpenAPI 3.1 and describes every route', async (t) => {
  const { app } = await testApi(t);
  const answer = await app.inject('/api/v1/openapi.json');
  t.equal(answer.statusCode, 200);
  const document = answer.json();
  t.match(document.openapi, /^3\.1/);
  const result = await new Validator().validate(document);
  t.ok(result.valid, 'valid', { errors: result.errors });
  const operations = Object.entries(
    document.paths as Record<string, Record<string, { operationId: string; tags: string[] }>>,
  );
  const ids = operations.flatMap(([, methods]) => Object.values(methods).map((operation) => operation.operationId));
  t.equal(new Set(ids).size, ids.length, 'operation ids are unique');
  t.ok(ids.length >= 30, `${ids.length} operations`);
  for (const [path, methods] of operations)
    for (const [method, operation] of Object.entries(methods)) t.equal(operation.tags?.length, 1, `${method} ${path}`);
});

t.test('a route without a description or access stops the start', async (t) => {
  await t.rejects(
    testApi(t, {
      deps: {
        pages: async (app) => {
          app.get('/api/v1/bare', { schema: { response: { 200: Type.Object({}) } } }, async () => ({}));
        },
      },
    }),
    { code: 'INTERNAL', message: /\/api\/v1\/bare is not described/ },
  );
});
