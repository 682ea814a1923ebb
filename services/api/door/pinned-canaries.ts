import type { Catalog } from '../../core/model/catalog.ts';
import type { PinFile } from '../../core/model/pins.ts';
import { type PinnedCell, pinnedCell } from '../../core/planning/matrix.ts';
import type { ApiDeps } from '../deps.ts';

/** How long what was read of catalog and pins is believed, in milliseconds: every worker's claim asks for it. */
const BELIEVED_MS = 30_000;

/** The canary of a platform; null: there is none that can run. */
export type FindCanary = (platform: string) => Promise<PinnedCell | null>;

/**
 * Finds canaries in the catalog. One whose pins do not hold is as good as none, and so is a catalog that somebody is
 * editing: nobody's night stops for that.
 */
export function pinnedCanaries(deps: Pick<ApiDeps, 'catalog' | 'pins' | 'clock' | 'log'>): FindCanary {
  let known: { readonly at: number; readonly catalog: Catalog; readonly pins: PinFile | null } | null = null;
  return async (platform) => {
    const now = deps.clock.now().getTime();
    if (known === null || now - known.at >= BELIEVED_MS) {
      try {
        const [catalog, pins] = await Promise.all([deps.catalog.load(), deps.pins.load()]);
        known = { at: now, catalog, pins };
      } catch (error) {
        deps.log.warn('the catalog cannot be read; no host gets a canary', { error: String(error) });
        return null;
      }
    }
    const { catalog, pins } = known;
    for (const { manifest } of catalog.benchmarks) {
      if (manifest.canary !== true || !manifest.platforms.includes(platform)) continue;
      const cell = pinnedCell(catalog, pins, manifest, platform, null);
      if ('pins' in cell) return cell;
    }
    return null;
  };
}
