import type { EnvironmentView, LogSlice, RunDetail } from '../core/model/api/run.ts';
import { badge, outcomeBadge } from './badge.ts';
import { counted, formatDuration, formatInstant, formatNumber } from './format.ts';
import { type Html, html } from './html.ts';

export interface RunPageData {
  readonly run: RunDetail;
  readonly environment: EnvironmentView;
  readonly log: LogSlice;
  /** Whether the machine was sampled while it trained. */
  readonly telemetry: boolean;
}

/** One run: outcome, measurements, attempts, what it ran in, its log. */
export function runPage({ run, environment, log, telemetry }: RunPageData): Html {
  const facts: readonly [string, string | Html][] = [
    ['benchmark', html`<a href="/benchmarks/${run.benchmark}">${run.benchmark}</a> (method ${run.methodVersion})`],
    ['platform', run.platform],
    ['seed', String(run.seed)],
    ['why', purpose(run)],
    ['host', run.host ?? '–'],
    ...(run.origin === null ? [] : [['handed in by', madeBy(run.origin)] as [string, Html]]),
    ['started (UTC)', `${formatInstant(run.startedAt)}, took ${formatDuration(run.startedAt, run.endedAt)}`],
    ['exit code', run.exitCode === null ? '–' : String(run.exitCode)],
  ];
  return html`<h1>Run <code>${run.id}</code> ${outcomeBadge(run)}</h1>
${run.detail && html`<p class="detail">${run.detail}</p>`}
${run.tainted.length > 0 && html`<p class="notice">Enters no baseline: ${run.tainted.join('; ')}</p>`}
<div class="columns"><section>${definitions(facts)}</section>
<section><h2>Measurements</h2>${measurements(run)}${run.attempts.length > 1 && attempts(run)}</section></div>
<h2>Log</h2>${logBox(run, log)}
${telemetry && html`<h2>Telemetry</h2><p>As figures: <code>plumbline telemetry ${run.id}</code></p><div data-telemetry="${run.id}"></div>`}
<h2>Pins</h2>${pins(run)}
${run.origin === null && recipeLinks(run.id)}
<h2>Environment</h2>${environmentBox(environment)}`;
}

function recipeLinks(id: string): Html {
  const at = `/api/v1/runs/${id}/recipe`;
  return html`<p>Repeat it with Docker alone: <a href="${at}.sh">shell script</a>, <a href="${at}.ipynb">notebook</a>; with image and data: <code>plumbline reproduce ${id}</code></p>`;
}

/** Another system's own words for its result; the page goes nowhere by itself. */
function madeBy({ source: { name, id, url }, receivedAt, unknown }: NonNullable<RunDetail['origin']>): Html {
  const what = [name, id].filter(Boolean).join(' ');
  const link = url === undefined ? html`${what}` : html`<a rel="noreferrer" href="${url}">${what}</a>`;
  return html`${link}, received ${formatInstant(receivedAt)}${unknown.length > 0 && html`; not told: ${unknown.join(' and ')}`}`;
}

function purpose({ purpose, nightId, experiment }: RunDetail): Html {
  if (nightId !== null) return html`${purpose} <a href="/nights/${nightId}"><code>${nightId}</code></a>`;
  return experiment === null
    ? html`${purpose}`
    : html`${purpose} ${experiment.id}, pair ${experiment.pair + 1}, side ${experiment.arm}`;
}

/** Names and what they are. */
export function definitions(facts: readonly (readonly [string, string | Html])[]): Html {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function measurements({ metrics, measurements }: RunDetail): Html {
  const values = new Map(measurements.map((entry) => [entry.metric, entry.value]));
  return html`<table><thead><tr><th scope="col">metric</th><th scope="col" class="number">value</th><th scope="col">better</th><th scope="col">taken from</th></tr></thead>
<tbody>${metrics.map(
    (
      metric,
    ) => html`<tr><td>${metric.name}</td><td class="number">${formatNumber(values.get(metric.name) ?? null)} <small>${metric.unit}</small></td>
<td>${metric.direction}</td><td><code>${metric.source.key}</code> ${metric.source.reduce}</td></tr>`,
  )}</tbody></table>`;
}

function attempts({ attempts }: RunDetail): Html {
  return html`<h2>Attempts</h2><table><thead><tr><th scope="col">no.</th><th scope="col">host</th><th scope="col">outcome</th><th scope="col">detail</th></tr></thead>
<tbody>${attempts.map((entry) => html`<tr><td>${entry.attempt}</td><td>${entry.host}</td><td>${badge(entry.outcome ?? 'running')} ${entry.late && badge('late')}</td><td>${entry.detail}</td></tr>`)}</tbody></table>`;
}

/** The script follows the log on from `data-from` while the run is not over. */
function logBox(run: RunDetail, log: LogSlice): Html {
  const over = run.state === 'ended' || run.state === 'cancelled';
  const skipped =
    log.from > 0 &&
    html`<p><small>The last ${formatNumber(log.to - log.from)} of ${formatNumber(log.total)} bytes; <a href="/api/v1/runs/${run.id}/log">the start</a> as JSON.</small></p>`;
  return html`${skipped}<pre class="log" id="log" tabindex="0" aria-label="Log" data-run="${run.id}" data-from="${log.to}" data-follow="${over ? 'no' : 'yes'}">${log.text}</pre>
${!over && html`<p id="follow" role="status">Following the log …</p>`}
${run.logDropped > 0 && html`<p class="notice">${run.logDropped} bytes were dropped at the log’s bound.</p>`}`;
}

function pins({ pins, limits }: RunDetail): Html {
  return definitions([
    ['image', html`<code>${pins.image.reference}</code>`],
    ['base', html`<code>${pins.base.reference}</code>`],
    ['lock', html`<code>${pins.lock.digest}</code>`],
    ['data set', html`${pins.dataset.name} ${pins.dataset.version} <code>${pins.dataset.digest}</code>`],
    ['command', html`<code>${pins.command.join(' ')}</code>`],
    ['config', html`<code>${JSON.stringify(pins.config)}</code>`],
    ['limits', `${limits.timeoutSeconds} s, ${limits.memoryMiB} MiB, ${limits.cpus} CPUs, ${limits.pids} processes`],
  ]);
}

function environmentBox({ stack, host, stackFingerprint, hostFingerprint }: EnvironmentView): Html {
  if (stack === null && host === null) return html`<p class="empty">The run never reached its container.</p>`;
  const entries = (record: Readonly<Record<string, string>>) =>
    html`<table class="names"><tbody>${Object.entries(record).map(([name, value]) => html`<tr><td>${name}</td><td><code>${value}</code></td></tr>`)}</tbody></table>`;
  return html`${
    stack !== null &&
    html`<p>${stack.os}, Python ${stack.python} <small>stack <code>${stackFingerprint}</code></small></p>
<details open><summary>${counted(Object.keys(stack.packages).length, 'Python package', 'Python packages')}</summary>${entries(stack.packages)}</details>
<details><summary>${counted(Object.keys(stack.osPackages).length, 'OS package', 'OS packages')}</summary>${entries(stack.osPackages)}</details>`
  }
${
  host !== null &&
  html`<p>${host.cpuModel}, ${host.cpus} CPUs, ${formatNumber(host.memoryMiB)} MiB, kernel ${host.kernel} <small>host <code>${hostFingerprint}</code></small></p>
<details><summary>${counted(Object.keys(host.libraries).length, 'library', 'libraries')} really loaded</summary>${entries(Object.fromEntries(Object.entries(host.libraries).map(([name, library]) => [name, `${library.buildId} ${library.path}`])))}</details>`
}`;
}
