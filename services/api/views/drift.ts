import type { PinFile } from '../../core/model/pins.ts';
import { DRIFT_STATES_MAX, type SourceDrift, sourceDrift } from '../../core/planning/source-drift.ts';
import { isUpstream, seenOf, upstreamChannel, watchedSets } from '../../core/planning/source-watch.ts';
import type { ApiDeps } from '../deps.ts';

/** Sources of pinned data sets that no longer give what is pinned. The history is read of those alone that are not as pinned. */
export async function readDrift(deps: Pick<ApiDeps, 'store' | 'pins' | 'log' | 'config'>): Promise<SourceDrift[]> {
  const { store, config } = deps;
  const current = await store.channels.current(config.project);
  const upstream = new Map(current.filter(isUpstream).map((state) => [state.channel, state]));
  if (upstream.size === 0) return [];
  const file = await readPins(deps);
  const drifted: SourceDrift[] = [];
  for (const pin of file === null ? [] : watchedSets(file)) {
    const channel = upstreamChannel(pin);
    const state = upstream.get(channel);
    if (state === undefined || seenOf(state, pin) === 'same') continue;
    const { items } = await store.channels.states(config.project, channel, DRIFT_STATES_MAX);
    const drift = sourceDrift(pin, items);
    if (drift !== null) drifted.push(drift);
  }
  return drifted;
}

/** A pin file that cannot be read is told by every plan; it must not hide the rest of the status. */
async function readPins({ pins, log }: Pick<ApiDeps, 'pins' | 'log'>): Promise<PinFile | null> {
  try {
    return await pins.load();
  } catch (error) {
    log.warn('the pins cannot be read; no source of a data set is compared with them', { error: String(error) });
    return null;
  }
}
