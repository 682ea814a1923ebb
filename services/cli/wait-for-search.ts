import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/client.ts';
import { PlumblineError } from '../core/errors.ts';
import type { SearchDetail } from '../core/model/api/search.ts';
import type { Progress } from './progress.ts';
import { boundLine, metricOf, rowsOf, verdictText } from './search-text.ts';

/** How often a waiting CLI looks at a search, in milliseconds. */
const POLL_MS = 1_000;

/**
 * Follows a search until it has ended or was cancelled: the bound before it starts, what it is doing, and a line for every
 * step that is decided. The search's own budget bounds it. A stop by the person cancels the search: TIMEOUT says so.
 */
export async function waitForSearch(
  client: ApiClient,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<SearchDetail> {
  const told = { bound: false, steps: new Set<number>() };
  for (;;) {
    const detail = await client.search(id);
    tell(detail, told, progress);
    if (detail.search.state === 'ended' || detail.search.state === 'cancelled') {
      progress.end();
      return detail;
    }
    // An aborted wait is seen below; it is no error of its own.
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) await stop(client, id, progress);
  }
}

interface Told {
  bound: boolean;
  readonly steps: Set<number>;
}

function tell(detail: SearchDetail, told: Told, progress: Progress): void {
  const { search, steps } = detail;
  if (search.bound !== null && !told.bound) {
    told.bound = true;
    progress.line(boundLine(search.bound));
  }
  const metric = metricOf(detail);
  for (const row of [...rowsOf(detail)].sort((one, other) => one.at - other.at)) {
    if (told.steps.has(row.at) || steps.find(({ at }) => at === row.at)?.answer === null) continue;
    told.steps.add(row.at);
    progress.line(`${'  '.repeat(row.depth)}${row.at}. ${row.text}: ${verdictText(row, metric)}`);
  }
  const open = steps.find(({ answer }) => answer === null);
  const doing = open === undefined ? search.reason : doingText(open);
  progress.step(told.steps.size, Math.max(search.bound?.decisions ?? 1, steps.length), doing);
}

/** `step 3: all new, numpy old (4 runs so far)`. */
function doingText({ at, ask, experiment }: SearchDetail['steps'][number]): string {
  if (ask.kind === 'between') return `looks what lies between: ${ask.what}`;
  const runs = experiment?.runs.length ?? 0;
  return `step ${at}: ${ask.text}${runs > 0 ? ` (${runs} runs so far)` : ''}`;
}

async function stop(client: ApiClient, id: string, progress: Progress): Promise<never> {
  progress.end();
  const cancelled = await client.cancelSearch(id).then(
    () => `search ${id} was cancelled`,
    (error: unknown) =>
      `search ${id} could not be cancelled (${error instanceof Error ? error.message : String(error)})`,
  );
  throw new PlumblineError('TIMEOUT', `stopped: ${cancelled}; what it found so far: plumbline search ${id}`);
}
