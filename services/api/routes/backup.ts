import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { API_PREFIX } from '../../core/model/api/page.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { problems } from '../openapi.ts';

/** Time in which a backup must have been written, in milliseconds; sending it is not bounded by this. */
const WRITE_MS_MAX = 30 * 60_000;
const described = describedAs('access');

/** A copy of the whole store, while it is in use. It holds everything but secrets of tokens, so it is for admins. */
export function backupRoutes(app: App, { store, log }: ApiDeps): void {
  app.get(
    `${API_PREFIX}/backup`,
    {
      config: { access: 'admin' },
      handlerTimeout: WRITE_MS_MAX,
      schema: {
        ...described('getBackup', 'A consistent copy of everything, as `plumbline restore` reads it'),
        security: [{ token: [] }],
        response: {
          200: {
            description: 'Gzipped JSON lines; the header plumbline-rows counts the rows of each table',
            content: { 'application/gzip': { schema: Type.String({ format: 'binary' }) } },
          },
          ...problems,
        },
      },
    },
    async (_request, reply) => {
      const folder = await mkdtemp(join(tmpdir(), 'plumbline-backup-'));
      const drop = () =>
        rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
          log.warn('a backup’s temporary file is left', { folder, error: String(error) }),
        );
      try {
        const file = join(folder, 'backup.jsonl.gz');
        const rows = await store.maintenance.backup(file);
        const { size } = await stat(file);
        const stream = createReadStream(file);
        stream.once('close', () => void drop());
        return reply
          .type('application/gzip')
          .header('content-length', size)
          .header('plumbline-rows', JSON.stringify(rows))
          .send(stream as never);
      } catch (error) {
        await drop();
        throw error;
      }
    },
  );
}
