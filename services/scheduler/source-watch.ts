import { describeError } from '../core/errors.ts';
import type { ChannelState } from '../core/model/channel.ts';
import type { DatasetPin } from '../core/model/pins.ts';
import { isDue, knownSeen, upstreamChannel, upstreamState, watchedSets } from '../core/planning/source-watch.ts';
import type { Clock, Log } from '../core/ports/base.ts';
import type { SourceAsker } from '../core/ports/source-asker.ts';
import type { PinSource } from '../core/ports/sources.ts';
import type { Store } from '../core/ports/store.ts';

export interface SourceWatchDeps {
  readonly store: { readonly channels: Pick<Store['channels'], 'current' | 'resolved'> };
  readonly pins: PinSource;
  readonly asker: SourceAsker;
  readonly config: { readonly project: string };
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Asks the source of every pinned data set, once a night and one after the other, whether it still gives the pinned bytes.
 * What it gives instead is a move of the channel `upstream:NAME` and a warning; pins stay as they are. A source that does
 * not answer is said and asked again at the next look.
 */
export async function watchSources(deps: SourceWatchDeps): Promise<number> {
  const { store, clock, config } = deps;
  const file = await deps.pins.load();
  if (file === null) return 0;
  const known = new Map((await store.channels.current(config.project)).map((state) => [state.channel, state]));
  let asked = 0;
  for (const pin of watchedSets(file)) {
    const state = known.get(upstreamChannel(pin));
    if (!isDue(state, pin, clock.now())) continue;
    asked += 1;
    await watchOne(deps, pin, state);
  }
  return asked;
}

async function watchOne(
  { store, asker, config, clock, log }: SourceWatchDeps,
  pin: DatasetPin,
  state: ChannelState | undefined,
): Promise<void> {
  try {
    const mark = await asker.mark(pin);
    const before = knownSeen(state, pin, mark);
    const { seen, detail } = before === null ? await asker.compare(pin) : { seen: before, detail: 'as before' };
    const next = upstreamState(pin, mark, seen, clock.now());
    await store.channels.resolved(config.project, [next]);
    const moved = state !== undefined && (state.digest !== next.digest || state.pointer !== next.pointer);
    const dataset = { dataset: pin.name, version: pin.version, source: next.pointer };
    if (seen === 'other' && before === null) {
      log.warn('the source of a data set gives other bytes than are pinned', { ...dataset, detail });
    } else if (seen === 'unseen' && moved) {
      log.warn('the source of a large data set says that it changed', { ...dataset, detail });
    }
  } catch (error) {
    log.warn('the source of a data set could not be asked', { dataset: pin.name, error: describeError(error) });
  }
}
