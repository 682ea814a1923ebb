import { Html } from './html.ts';

const WIDTH = 96;
const HEIGHT = 22;
const MARGIN = 2.5;

/**
 * Values oldest first as a small SVG line with its band behind it; a night without a value is a gap. Nothing but numbers
 * goes into the markup.
 */
export function sparkline(
  values: readonly (number | null)[],
  band: { readonly low: number; readonly high: number } | null,
): Html {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return new Html('');
  const edges = band === null ? known : [...known, band.low, band.high];
  const low = Math.min(...edges);
  const span = Math.max(...edges) - low || Math.abs(low) || 1;
  const x = (index: number) => MARGIN + (index / Math.max(1, values.length - 1)) * (WIDTH - 2 * MARGIN);
  const y = (value: number) => HEIGHT - MARGIN - ((value - low) / span) * (HEIGHT - 2 * MARGIN);
  let pen = 'M';
  let path = '';
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    path += `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
  });
  const last = values.findLastIndex((value) => value !== null);
  const end = values[last] ?? 0;
  const area =
    band === null
      ? ''
      : `<rect class="band" x="0" width="${WIDTH}" y="${y(band.high).toFixed(1)}" height="${Math.max(1, y(band.low) - y(band.high)).toFixed(1)}"/>`;
  return new Html(
    `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">${area}<path d="${path}"/><circle cx="${x(last).toFixed(1)}" cy="${y(end).toFixed(1)}" r="2"/></svg>`,
  );
}
