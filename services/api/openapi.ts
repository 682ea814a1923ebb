import swagger from '@fastify/swagger';
import { Type } from 'typebox';
import { API_PREFIX, IDEMPOTENCY_HEADER, Problem } from '../core/model/api/page.ts';
import type { App } from './deps.ts';

export const TAGS = {
  status: 'The whole at a glance',
  catalog: 'Benchmarks and platforms',
  nights: 'Scheduled passes over the catalog',
  runs: 'Runs, their environment, log and samples',
  series: 'Metrics over time, their bands and verdicts',
  incidents: 'Suspicions and their life',
  searches: 'Searches for the change that did it',
  channels: 'What is followed: its history, and the images that are needed',
  access: 'Tokens',
  worker: 'The worker’s one door',
  health: 'Probes',
} as const;
export type Tag = keyof typeof TAGS;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

/** Error answers that every route may give. */
export const problems = {
  '4xx': problem('What the caller must change'),
  '5xx': problem('What the service could not do'),
} as const;

/** Header of writes that may be repeated. */
export const idempotent = Type.Object({
  [IDEMPOTENCY_HEADER]: Type.Optional(
    Type.String({ description: 'Names this write: a repeat with the same body gets the first answer' }),
  ),
});

/** Describes every route that is registered afterwards, and serves the description. */
export async function describe(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Plumbline',
        version,
        description: 'Status, runs, series and incidents of continuously benchmarked reference models.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  });
  app.get(
    `${API_PREFIX}/openapi.json`,
    {
      config: { access: 'open' },
      schema: {
        operationId: 'getDescription',
        tags: ['health'],
        summary: 'This description',
        response: { 200: Type.Unsafe<object>({ type: 'object', additionalProperties: true }), ...problems },
      },
    },
    async () => app.swagger(),
  );
}
