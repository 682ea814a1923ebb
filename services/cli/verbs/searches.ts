import type { Command } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import type { SearchView } from '../../core/model/api/search.ts';
import { causeName } from '../../core/reporting/cause.ts';
import { plainQuote } from '../../core/reporting/piece.ts';
import type { Act } from '../act.ts';
import { searchText } from '../search-text.ts';
import { table } from '../table.ts';
import { withApi } from '../with-api.ts';
import { searchAnswer } from './bisect.ts';

export function registerSearches(program: Command, act: Act): void {
  program
    .command('searches')
    .description('searches for a cause, newest first')
    .option('--open', 'only those that have not ended')
    .action((options: { open?: boolean }, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const page = await client.searches({ open: options.open ? true : undefined });
          const rows = page.items.map((search) => [
            search.id,
            search.state,
            search.benchmark,
            search.platform,
            search.incidentId ?? search.actor,
            outcomeText(search),
            search.createdAt,
          ]);
          return {
            data: page,
            text: table(['search', 'state', 'benchmark', 'platform', 'for', 'found', 'asked'], rows),
          };
        });
      }),
    );
  program
    .command('search')
    .description('one search with its experiments; or stop it: cancel')
    .argument('<id>')
    .argument('[action]', 'cancel')
    .action((id: string, action: string | undefined, _options: object, command: Command) =>
      act(command, async ({ operations }) => {
        if (action !== undefined && action !== 'cancel')
          throw new PlumblineError('USAGE', `"${action}" is not cancel, the only thing to do with a search`);
        return withApi(operations, { worker: false }, async ({ client }) => {
          if (action === 'cancel') await client.cancelSearch(id);
          const detail = await client.search(id);
          if (action === 'cancel') return { data: detail, text: searchText(detail) };
          return searchAnswer(detail);
        });
      }),
    );
}

/** The cause by its name, else the outcome, else what it is doing. */
function outcomeText({ conclusion, reason }: SearchView): string {
  if (conclusion === null) return reason || '–';
  return causeName(conclusion, plainQuote()) ?? conclusion.outcome;
}
