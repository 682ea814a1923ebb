import { PlumblineError } from '../../services/core/errors.ts';
import type { DatasetSource } from '../../services/core/model/catalog.ts';
import { sourceProblem } from '../../services/core/model/data-source.ts';
import { originAllowed, originProblem, sourceOrigin } from '../../services/core/model/origin.ts';

/** ORIGIN_REFUSED for a source that the operator does not allow, or that no worker fetches from anywhere. */
export function checkSource(source: DatasetSource, files: number, origins: readonly string[]): void {
  const problem = sourceProblem(source, files);
  if (problem !== null) throw new PlumblineError('ORIGIN_REFUSED', problem);
  const origin = sourceOrigin(source);
  if (origin !== null) checkOrigin(origin, origins);
}

/** ORIGIN_REFUSED for one that is below none of the allowed prefixes. */
export function checkOrigin(origin: string, origins: readonly string[]): void {
  if (originAllowed(origin, origins)) return;
  throw new PlumblineError('ORIGIN_REFUSED', `${origin} is below none of data.origins (${origins.join(', ')})`);
}

/** CONFIG_INVALID for an entry of an allow-list that can cover nothing: its author believes that it does. */
export function checkOriginList(key: string, entries: readonly string[]): void {
  for (const entry of entries) {
    const problem = originProblem(entry);
    if (problem !== null) throw new PlumblineError('CONFIG_INVALID', `${key}: ${problem}`);
  }
}
