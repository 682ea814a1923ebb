import { type Html, html } from './html.ts';

/** Colour of every word of state; the word itself is always there too. */
const TONES: Readonly<Record<string, 'good' | 'bad' | 'warn' | 'calm'>> = {
  'in-band': 'good',
  measured: 'good',
  resolved: 'good',
  judged: 'good',
  sent: 'good',
  below: 'bad',
  above: 'bad',
  invalid: 'bad',
  confirmed: 'bad',
  attributed: 'bad',
  'exit-nonzero': 'bad',
  'missing-metric': 'bad',
  'invalid-metric': 'bad',
  'duplicate-metric': 'bad',
  'out-of-memory': 'bad',
  'time-out': 'bad',
  good: 'good',
  bad: 'bad',
  unresolved: 'warn',
  changed: 'warn',
  change: 'warn',
  regression: 'bad',
  improvement: 'good',
  suspected: 'warn',
  'no-band': 'calm',
  pending: 'warn',
  'not-sent': 'warn',
  late: 'warn',
  silent: 'bad',
  clean: 'good',
  out: 'bad',
  quarantine: 'bad',
  alarm: 'bad',
  ok: 'good',
  found: 'bad',
  several: 'bad',
  blocked: 'warn',
  modal: 'warn',
  correlated: 'warn',
  outliers: 'warn',
  skewed: 'warn',
};

/** A word of state in its colour. An outcome that is not in the table blames the infrastructure: a warning. */
export function badge(word: string): Html {
  return html`<span class="badge ${TONES[word] ?? 'calm'}">${word}</span>`;
}

/** Outcome of a run, or its state while it has none. */
export function outcomeBadge(run: { readonly state: string; readonly outcome: string | null }): Html {
  if (run.outcome === null) return badge(run.state);
  return html`<span class="badge ${TONES[run.outcome] ?? (run.outcome === 'cancelled' ? 'calm' : 'warn')}">${run.outcome}</span>`;
}
