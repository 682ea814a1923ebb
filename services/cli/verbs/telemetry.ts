import type { Command } from 'commander';
import type { ApiClient } from '../../client/client.ts';
import { TELEMETRY_PAGE_MAX } from '../../core/model/api/telemetry.ts';
import type { TelemetryRow } from '../../core/model/job.ts';
import { TELEMETRY_ROWS_MAX } from '../../core/telemetry/rate.ts';
import { type DeviceSummary, FIGURES, rowsByDevice, summarizeTelemetry } from '../../core/telemetry/summary.ts';
import type { Act } from '../act.ts';
import type { Output } from '../output.ts';
import { type Drawing, plotSeries } from '../plot/plot.ts';
import { formatNumber, table } from '../table.ts';
import { withApi } from '../with-api.ts';

/** Width of a plot where the terminal does not say its own, its largest width, and its height; in characters. */
const COLUMNS = 80;
const COLUMNS_MAX = 160;
const ROWS = 10;
const MIB = 1_048_576;

export function registerTelemetry(program: Command, act: Act): void {
  program
    .command('telemetry')
    .description('how the machine stood while a run trained: clocks, temperature, power, memory, processors')
    .argument('<run>')
    .option('--plot', 'draw every figure over time')
    .action((runId: string, options: { plot?: boolean }, command: Command) =>
      act(command, async ({ operations, output }) => {
        return withApi(operations, { worker: false }, async ({ client }) => {
          const rows = await readAll(client, runId);
          const devices = summarizeTelemetry(rows);
          const plots = options.plot ? plotAll(rows, output) : '';
          return { data: { run: runId, devices, rows }, text: `${plots}${summaryText(devices)}` };
        });
      }),
    );
}

async function readAll(client: ApiClient, runId: string): Promise<TelemetryRow[]> {
  const rows: TelemetryRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.telemetry(runId, {
      limit: TELEMETRY_PAGE_MAX,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && rows.length < TELEMETRY_ROWS_MAX);
  return rows;
}

function summaryText(devices: readonly DeviceSummary[]): string {
  if (devices.length === 0) return 'No telemetry is kept of this run.\n';
  const rows = devices.flatMap(({ device, figures }) =>
    figures.map(({ figure, unit, min, mean, max }) => [
      device,
      `${figure}${unit === '' ? '' : ` (${unit})`}`,
      min,
      mean,
      max,
    ]),
  );
  const notes = devices.flatMap((summary) => [...io(summary), ...slowed(summary)]);
  return `${table(['device', 'figure', 'min', 'mean', 'max'], rows)}${notes.map((note) => `${note}\n`).join('')}`;
}

function io({ device, readBytes, writtenBytes }: DeviceSummary): string[] {
  if (readBytes === null && writtenBytes === null) return [];
  const mib = (bytes: number | null): string => formatNumber((bytes ?? 0) / MIB);
  return [`${device}: read ${mib(readBytes)} MiB, wrote ${mib(writtenBytes)} MiB`];
}

function slowed({ device, slowed }: DeviceSummary): string[] {
  return slowed.map(
    ({ reason, share }) => `${device}: ${reason} in rows that stand for ${Math.round(100 * share)} % of the run`,
  );
}

function plotAll(rows: readonly TelemetryRow[], { columns, colour }: Output): string {
  const size = { columns: Math.min(columns ?? COLUMNS, COLUMNS_MAX), rows: ROWS, colour };
  return [...rowsByDevice(rows)]
    .flatMap(([device, own]) =>
      FIGURES.flatMap(([figure, unit]) => {
        const told = own.filter((row) => row[figure] !== undefined);
        if (told.length === 0) return [];
        const title = `${device} ${figure}${unit === '' ? '' : ` (${unit})`}`;
        return [
          `${title}\n${plotSeries(
            drawing(told, (row) => row[figure] as number),
            size,
          )}\n`,
        ];
      }),
    )
    .join('');
}

/** The points alone: nothing is judged here. */
function drawing(rows: readonly TelemetryRow[], value: (row: TelemetryRow) => number): Drawing {
  const times = { kind: 'instant' as const, values: Float64Array.from(rows, (row) => row.timeMs) };
  return {
    series: { name: null, values: Float64Array.from(rows, value), times, direction: null, band: null },
    points: rows.length,
    verdicts: new Uint8Array(rows.length),
    segments: [],
    changes: [],
    band: null,
  };
}
