import type { ChannelResolution } from '../core/model/channel.ts';
import type { Config } from '../core/model/config.ts';
import { openConfiguredStore } from './adapters.ts';
import { createLog } from './log.ts';
import { runningClient } from './running-client.ts';

/**
 * Writes what channels resolved to into their history: through the service that runs, else into the store itself. What is
 * resolved is pinned already, so a history that cannot be written now stops nothing: it is said, and the next planned night
 * writes what is pinned then.
 */
export async function recordChannels(
  config: Config,
  resolutions: readonly ChannelResolution[],
  say: (text: string) => void,
): Promise<void> {
  if (resolutions.length === 0) return;
  try {
    const client = await runningClient(config);
    if (client !== null) {
      for (let at = 0; at < resolutions.length; at += REPORT_MAX) {
        await client.recordChannels({ items: resolutions.slice(at, at + REPORT_MAX) });
      }
      return;
    }
    const store = await openConfiguredStore(config, createLog(config.state));
    try {
      await store.channels.resolved(config.project, resolutions);
    } finally {
      await store.close();
    }
  } catch (error) {
    say(`the history of channels was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Resolutions in one request, as the API bounds it. */
const REPORT_MAX = 1000;
