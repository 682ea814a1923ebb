import type { Search } from '../../core/model/search.ts';
import { changed, type SearchDeps } from './deps.ts';

/** A builder says more than anybody reads; this is how often its words are stored, in milliseconds. */
const SAY_MS = 1_000;

/**
 * Shows what is being built as the reason of the search. `done` waits for what is still being written, so that no old
 * word comes after a new state.
 */
export function progressOf(deps: SearchDeps, search: Search): { say(text: string): void; done(): Promise<void> } {
  const { store, clock, log } = deps;
  let last = 0;
  let writing: Promise<unknown> = Promise.resolve();
  return {
    say: (text) => {
      const now = clock.now().getTime();
      if (now - last < SAY_MS) return;
      last = now;
      writing = writing
        .then(() => store.searches.change(changed(deps, search, { reason: text }), search.state))
        .catch((error: unknown) => log.warn('progress was not stored', { search: search.id, error: String(error) }));
    },
    done: async () => {
      await writing;
    },
  };
}
