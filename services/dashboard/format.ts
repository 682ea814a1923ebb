/** A number as people read it: at most five significant digits, thousands apart, exponents for the very small. */
export function formatNumber(value: number | null): string {
  if (value === null) return '–';
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9)) return value.toExponential(3);
  const digits = Math.max(0, 4 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(6, digits) }).replaceAll(',', '\u202f');
}

/** A share as percent, two significant digits at least: `61 %`, `0.42 %`. */
export function formatShare(share: number): string {
  const size = Math.abs(100 * share);
  return `${formatNumber(size >= 10 ? Math.round(size) : Number(size.toPrecision(2)))} %`;
}

/** A relative change as percent with its sign: `−61 %`, `+0.42 %`. */
export function formatPercent(fraction: number): string {
  return `${fraction < 0 ? '−' : '+'}${formatShare(fraction)}`;
}

/** `2026-11-24 02:30` of an instant, in UTC. */
export function formatInstant(instant: string | null): string {
  return instant === null ? '–' : instant.slice(0, 16).replace('T', ' ');
}

/** How long ago something was, in its largest unit. */
export function formatAgo(instant: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(instant)) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} days ago`;
}

/** Time between two instants; a dash while one is missing. */
export function formatDuration(from: string | null, to: string | null): string {
  if (from === null || to === null) return '–';
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** `1 run`, `2 runs`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
