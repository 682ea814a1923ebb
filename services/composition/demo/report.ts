import { formatDuration } from '../../cli/duration.ts';
import { searchText } from '../../cli/search-text.ts';
import { verdictTable } from '../../cli/verbs/status.ts';
import type { IncidentDetail } from '../../core/model/api/incident.ts';
import type { Status } from '../../core/model/api/status.ts';

const RULE = '─'.repeat(96);

/** What the demo prints at its end: the verdict table, the cause with its experiments, the issue, where to look, and how to do the same on one's own benchmark. */
export function demoText(facts: {
  readonly status: Status;
  readonly incident: IncidentDetail;
  readonly url: string;
  readonly state: string;
  readonly where: string;
  readonly tookMs: number;
}): string {
  const { incident, issue, outbox, search } = facts.incident;
  // As it stands on GitHub now: opened with what the confirmation showed, brought up to date with the cause.
  const written = outbox.findLast(({ kind }) => kind === 'open' || kind === 'update');
  const body = (written?.body ?? '').split('\n').map((line) => `  ${line}`.trimEnd());
  return [
    '',
    'Verdicts of the last night',
    verdictTable(facts.status.series),
    RULE,
    ...(search ? ['The search for its cause', searchText(search), RULE] : []),
    issue ? `Issue #${issue.number} in ${issue.repository} on ${facts.where}` : `No issue: ${incident.reason}`,
    ...(written ? [`  ${written.title ?? ''}`, '', ...body] : []),
    RULE,
    `Page  ${facts.url}/incidents/${incident.id}`,
    `API   ${facts.url}/api/v1/status   (described by ${facts.url}/api/v1/openapi.json)`,
    `All of it took ${formatDuration(facts.tookMs)}; what was stored is in ${facts.state}`,
    '',
    'The same on your own benchmark: copy a folder of benchmarks/ to a catalog of yours, name it in a plumbline.yaml, then',
    '  npx plumbline --config YOUR/plumbline.yaml catalog check',
    '  npx plumbline --config YOUR/plumbline.yaml images build',
    '  npx plumbline --config YOUR/plumbline.yaml run YOUR-BENCHMARK --calibrate',
    '  npx plumbline --config YOUR/plumbline.yaml up',
    '',
  ].join('\n');
}
