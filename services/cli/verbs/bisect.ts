import type { Command } from 'commander';
import type { SearchDetail } from '../../core/model/api/search.ts';
import type { Act } from '../act.ts';
import { type BisectOptions, bisectRequest } from '../bisect-request.ts';
import type { Answer } from '../output.ts';
import { createProgress } from '../progress.ts';
import { searchText } from '../search-text.ts';
import { waitForSearch } from '../wait-for-search.ts';
import { withApi } from '../with-api.ts';
import { wholeNumber } from './up.ts';

const EXAMPLES = `
Examples:
  plumbline bisect RUN-GOOD RUN-BAD
  plumbline bisect numpy-mlp-digits --set package:numpy=2.0.0 --set config:epochs=3
  plumbline bisect --benchmark NAME --good-lock old.lock --bad-lock new.lock
  plumbline bisect --benchmark NAME --good-image REPOSITORY@sha256:… --bad-image REPOSITORY@sha256:…

Exit codes: 0 nothing was found, 1 a cause was found, 3 it could not be decided.`;

export function registerBisect(program: Command, act: Act): void {
  program
    .command('bisect')
    .description('search for the change between two environments that did it, by running mixtures of both')
    .argument('[names...]', 'the good and the bad run; or the benchmark, with --set')
    .option('--benchmark <name>')
    .option('--good-lock <file>', 'lock file of the good side')
    .option('--bad-lock <file>', 'lock file of the bad side')
    .option('--good-image <reference>', 'image of the good side, built elsewhere')
    .option('--bad-image <reference>', 'image of the bad side')
    .option('--set <factor=value...>', 'the bad side is the benchmark as pinned now with these factors set', [])
    .option('--platform <name>')
    .option('--metric <name>', 'follow this metric instead of the one that differs most')
    .option('--max-runs <number>', 'runs that the search may cost', wholeNumber)
    .option('--max-minutes <number>', 'minutes that the search may take', wholeNumber)
    .option('--max-pairs <number>', 'pairs of runs that a single trial may take', wholeNumber)
    .option('--no-wait', 'start it and do not wait (not when no service runs)')
    .addHelpText('after', EXAMPLES)
    .action((names: string[], options: BisectOptions & { wait: boolean }, command: Command) =>
      act(command, async ({ operations, output, signal }) => {
        const request = await bisectRequest(names, options, operations);
        return withApi(operations, { worker: true }, async ({ client, ownProcess }) => {
          const search = await client.startSearch(request);
          if (!options.wait && !ownProcess)
            return {
              data: search,
              text: `${search.id} waits its turn.\nLook at it with: plumbline search ${search.id}\n`,
            };
          const progress = createProgress(output, 'bisect');
          progress.line(`Search ${search.id}; Ctrl-C cancels it.`);
          return searchAnswer(await waitForSearch(client, search.id, progress, signal));
        });
      }),
    );
}

/** A cause is a finding; a search without an answer is blocked. */
export function searchAnswer(detail: SearchDetail): Answer {
  const { state, conclusion } = detail.search;
  return {
    data: detail,
    text: searchText(detail),
    finding: conclusion !== null && ['found', 'several', 'host'].includes(conclusion.outcome),
    blocked: state === 'cancelled' || conclusion?.outcome === 'blocked',
  };
}
