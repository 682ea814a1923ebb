import type { HostView, Status } from '../core/model/api/status.ts';
import { badge } from './badge.ts';
import { formatAgo, formatInstant, formatNumber } from './format.ts';
import { type Html, html } from './html.ts';

/** Machines in quarantine, above the results: fewer of them means slower nights, and somebody has to look at them. */
export function quarantineNotice(hosts: readonly HostView[]): Html {
  const out = hosts.filter(({ quarantine }) => quarantine !== null);
  if (out.length === 0) return html``;
  return html`<div class="alarm" role="alert"><p><b>In quarantine:</b> ${out.map(({ host }) => host).join(', ')}. No night runs there until three canaries in a row are clean.</p>
<ul>${out.map(({ host, platform, quarantine }) => html`<li>${host} (${platform}) since ${formatInstant(quarantine?.since ?? '')}: ${quarantine?.reason}</li>`)}</ul></div>`;
}

/** Every machine with its newest canary. */
export function hostTable({ workers, silent, now }: Pick<Status, 'workers' | 'silent' | 'now'>): Html {
  const isSilent = ({ host, platform }: HostView) =>
    silent.some(
      (one) => (one.kind === 'worker' ? one.host === host : one.kind === 'platform') && one.platform === platform,
    );
  return html`<table><thead><tr><th scope="col">host</th><th scope="col">platform</th><th scope="col">seen</th><th scope="col">canary</th></tr></thead>
<tbody>${workers.map((worker) => html`<tr><td>${worker.host}</td><td>${worker.platform}</td><td>${formatAgo(worker.seenAt, now)}${isSilent(worker) && html` ${badge('silent')}`}</td><td>${canary(worker)}</td></tr>`)}</tbody></table>`;
}

function canary({ canary, quarantine }: HostView): Html {
  const state = quarantine !== null && badge('quarantine');
  if (canary === null) return html`${state || '·'}`;
  const values = canary.measured
    .map(({ metric, value, unit }) => `${metric} ${formatNumber(value)} ${unit}`)
    .join(', ');
  return html`${state || badge(canary.kind)} <small title="${values}"><a href="/runs/${canary.runId}">${formatInstant(canary.at)}</a> ${canary.reason}</small>`;
}
