import type { Command } from 'commander';
import { describeBand } from '../../core/judge/band-wording.ts';
import type { SeriesStatus } from '../../core/model/api/series.ts';
import type { DriftedSourceView, SilentView, Status } from '../../core/model/api/status.ts';
import type { Act } from '../act.ts';
import { formatNumber, table } from '../table.ts';
import { withApi } from '../with-api.ts';

/** Findings of one kind that are spelled out: what is silent, sources that drifted. */
const SHOWN_MAX = 20;

export function registerStatus(program: Command, act: Act): void {
  program
    .command('status')
    .description(
      'the newest verdict of every series, open incidents, what is silent, workers; exit 1 when something is open or silent, or the source of a data set no longer gives what is pinned',
    )
    .action((_options, command: Command) =>
      act(command, async ({ operations }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const status = await client.status();
          return {
            data: status,
            text: statusText(status),
            finding: status.openIncidents.length + status.silent.length + status.driftedSources.length > 0,
          };
        });
      }),
    );
}

/** The verdict table: one row a series. */
export function verdictTable(series: readonly SeriesStatus[], silent: readonly SilentView[] = []): string {
  const quiet = new Set(silent.map(({ seriesId }) => seriesId));
  const rows = series.map((row) => [
    row.series.benchmark,
    row.series.platform,
    row.series.metric,
    row.value,
    row.series.definition.unit,
    row.verdict?.band
      ? `${formatNumber(row.verdict.band.low)} … ${formatNumber(row.verdict.band.high)} (${describeBand(row.verdict.band, row.series.definition)})`
      : '–',
    `${row.verdict?.kind ?? 'not judged yet'}${quiet.has(row.series.id) ? ' (silent)' : ''}`,
  ]);
  return table(['benchmark', 'platform', 'metric', 'value', 'unit', 'band', 'verdict'], rows);
}

/** Above the table: what is in it may be old. */
function silentLines(silent: readonly SilentView[]): string[] {
  return findings('SILENT', silent);
}

/** Runs are as good as before; what is at stake is that somebody can fetch the data again. */
function driftLines(drifted: readonly DriftedSourceView[]): string[] {
  return findings('SOURCES OF DATA SETS', drifted);
}

function findings(title: string, all: readonly { readonly reason: string }[]): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN_MAX).map(({ reason }) => `  ${reason}`);
  const more = all.length - shown.length;
  return ['', title, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}

function statusText(status: Status): string {
  const night = status.nights[0];
  const lines = [
    `Project ${status.project}, Plumbline ${status.version}. ${night ? `Last night: ${night.instant} (${night.state}${night.note ? `: ${night.note}` : ''})` : 'No night yet.'}`,
    ...silentLines(status.silent),
    ...driftLines(status.driftedSources),
    '',
    verdictTable(status.series, status.silent),
  ];
  if (status.openIncidents.length > 0) {
    const rows = status.openIncidents.map((incident) => [
      incident.id,
      incident.state,
      incident.benchmark,
      incident.platform,
      incident.reason,
    ]);
    lines.push('Open incidents', table(['id', 'state', 'benchmark', 'platform', 'why'], rows));
  }
  if (status.outbox.notSent > 0)
    lines.push(
      `${status.outbox.notSent} issue texts wait as not sent: configure github.repository and PLUMBLINE_GITHUB_TOKEN.`,
      '',
    );
  const workers = status.workers.map((worker) => `${worker.host} (${worker.platform}, seen ${worker.seenAt})`);
  lines.push(`Workers: ${workers.join(', ') || 'none seen'}`, '');
  return lines.join('\n');
}
