import type { CheckLine } from '../cli/context.ts';
import { describeError } from '../core/errors.ts';
import type { Config } from '../core/model/config.ts';
import { runningClient } from './running-client.ts';

/**
 * What the service that runs knows of the sources of pinned data sets, beside what a check of the pins finds here. Warnings
 * alone: the pins hold, and what a check answers must not depend on whether a service does. None is started for it.
 */
export async function driftLines(config: Config): Promise<readonly CheckLine[]> {
  try {
    const { driftedSources = [] } = (await (await runningClient(config))?.status()) ?? {};
    return driftedSources.map(({ reason }) => ({ what: 'warning', ok: true, detail: reason }));
  } catch (error) {
    const detail = `whether the sources of data sets still give what is pinned: ${describeError(error)}`;
    return [{ what: 'not asked', ok: true, detail }];
  }
}
