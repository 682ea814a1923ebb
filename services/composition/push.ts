import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { PushPlace } from '../cli/context.ts';
import type { Config } from '../core/model/config.ts';
import { runningClient } from './running-client.ts';

/** The service to hand a result to. Unlike other verbs this one starts none: a result belongs where the history is. */
export async function pushPlace(config: Config, file: string | null, now: Date): Promise<PushPlace> {
  // A file that is not there is told by whoever reads it.
  const written = file === null ? null : await stat(file).catch(() => null);
  return {
    client: await runningClient(config),
    ...{ host: hostname(), now, writtenAt: written?.mtime ?? null },
  };
}
