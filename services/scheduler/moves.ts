import { pinsDifference } from '../core/attribution/difference.ts';
import type { Pins } from '../core/model/pins.ts';
import { resolutionsOf } from '../core/planning/channels.ts';
import type { NightPlan } from '../core/planning/night.ts';
import type { Ids, Log } from '../core/ports/base.ts';
import type { CatalogSource, PinSource } from '../core/ports/sources.ts';
import type { ChannelMove, Store } from '../core/ports/store.ts';

/**
 * What channels moved to since the newest night run of the same benchmark and platform. Call it before the night is
 * stored: afterwards the newest run is the night's own.
 */
export async function channelMoves(
  store: Pick<Store, 'runs'>,
  { night, runs }: NightPlan,
  ids: Ids,
): Promise<readonly ChannelMove[]> {
  const cells = new Map<string, Pins>(runs.map(({ pins }) => [`${pins.benchmark}\n${pins.platform}`, pins]));
  const moves: ChannelMove[] = [];
  for (const pins of cells.values()) {
    const { benchmark, platform } = pins;
    const filter = { project: night.project, benchmark, platform, purpose: 'night' } as const;
    const [before] = (await store.runs.list(filter, 1)).items;
    const changes = before === undefined ? [] : pinsDifference(before.pins, pins);
    if (changes.length === 0) continue;
    moves.push({ id: ids.next('mov'), project: night.project, benchmark, platform, at: night.plannedAt, changes });
  }
  return moves;
}

/**
 * Writes what is pinned now into the history of channels: also what another machine pinned, or a build that could not reach
 * the store. A history that cannot be written stops no night.
 */
export async function noteChannels(deps: {
  readonly store: Pick<Store, 'channels'>;
  readonly catalog: CatalogSource;
  readonly pins: PinSource;
  readonly config: { readonly project: string };
  readonly log: Log;
}): Promise<void> {
  try {
    const [catalog, file] = await Promise.all([deps.catalog.load(), deps.pins.load()]);
    if (file !== null) await deps.store.channels.resolved(deps.config.project, resolutionsOf(catalog, file));
  } catch (error) {
    deps.log.warn('the history of channels was not written', { error: (error as Error).message });
  }
}
