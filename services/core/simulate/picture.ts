import type { DetectionReport, DetectionSettings, ShiftRow, StableRow } from './detection.ts';
import { CHECKPOINTS } from './figures.ts';
import { amountText, settingsText } from './text.ts';

// Colours of middle brightness on no background: the picture stands on a light page and on a dark one.
const INK = '#737d88';
const COLOURS: readonly string[] = ['#2f86d1', '#d9730d', '#2e9e5b', '#c2408f', '#8259dd', '#b08900'];
/** Lines differ in their dashes too, for who cannot tell the colours apart. */
const DASHES: readonly string[] = ['', '7 3', '2 3', '10 3 2 3', '5 5', '1 4'];

/** Sizes in pixels. */
const WIDTH = 960;
const EDGE = 16;
const COLUMNS = 3;
const PANEL = { width: 296, height: 190, left: 42, right: 8, top: 30, bottom: 30, gap: 20 };
const HEAD = 58;
const BAR = { height: 26, label: 286, figure: 200 };
const FOOT = 30;
/** The axis of rates reaches at least this far, in false alarms per 1,000 series-nights. */
const RATE_AXIS_MIN = 0.2;
const TICKS = 4;

/** A simulation as a picture (SVG): how fast shifts are found, for each kind of noise, and the false alarms of all. */
export function detectionPicture(settings: DetectionSettings, report: DetectionReport): string {
  const panels = Math.ceil(panelsOf(report).length / COLUMNS);
  const curves = panels === 0 ? 0 : HEAD + panels * (PANEL.height + PANEL.gap);
  const bars = HEAD + report.stable.length * BAR.height + 36;
  const height = curves + bars + FOOT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="12" fill="${INK}">`,
    '<title>Simulated detection: shifts found by night, and false alarms</title>',
    ...(panels === 0 ? [] : powerCurves(settings, report)),
    `<g transform="translate(0 ${curves})">`,
    ...alarmBars(report.stable),
    '</g>',
    text(EDGE, height - 10, settingsText(settings)),
    '</svg>',
    '',
  ].join('\n');
}

function panelsOf({ shifts }: DetectionReport): ShiftRow[][] {
  const byNoise = new Map<string, ShiftRow[]>();
  for (const row of shifts) byNoise.set(row.noise, [...(byNoise.get(row.noise) ?? []), row]);
  return [...byNoise.values()];
}

function powerCurves(settings: DetectionSettings, report: DetectionReport): string[] {
  const parts = [heading('Share of shifts found, by night after the shift')];
  let x = EDGE;
  for (const [i, shift] of settings.shifts.entries()) {
    const label = amountText(shift, settings.sigma);
    parts.push(`<path d="M${x} 42h26" ${stroke(i)}/>`, text(x + 32, 46, label));
    x += 48 + 7 * label.length;
  }
  for (const [i, rows] of panelsOf(report).entries()) {
    const left = EDGE + (i % COLUMNS) * (PANEL.width + PANEL.gap);
    const top = HEAD + Math.floor(i / COLUMNS) * (PANEL.height + PANEL.gap);
    parts.push(`<g transform="translate(${left} ${top})">`, ...panel(rows, settings.shifts), '</g>');
  }
  return parts;
}

/** One kind of noise; nights on a logarithmic axis, since the first ones count. */
function panel(rows: readonly ShiftRow[], shifts: readonly number[]): string[] {
  const { width, height, left, right, top, bottom } = PANEL;
  const last = CHECKPOINTS.at(-1) as number;
  const xOf = (night: number) => round(left + ((width - left - right) * Math.log(night)) / Math.log(last));
  const yOf = (share: number) => round(height - bottom - (height - top - bottom) * share);
  const parts = [text(0, 18, (rows[0] as ShiftRow).title, 'font-weight="600"')];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(`<path d="M${left} ${yOf(share)}H${width - right}" stroke="${INK}" stroke-opacity="0.25"/>`);
    parts.push(text(left - 6, yOf(share) + 4, `${100 * share} %`, 'text-anchor="end" font-size="11"'));
  }
  for (const night of CHECKPOINTS) {
    parts.push(text(xOf(night), height - bottom + 16, String(night), 'text-anchor="middle" font-size="11"'));
  }
  for (const row of rows) {
    const points = row.found.map((share, i) => `${xOf(i + 1)} ${yOf(share)}`);
    parts.push(`<path d="M${points.join('L')}" ${stroke(shifts.indexOf(row.shift))}/>`);
  }
  return parts;
}

function alarmBars(rows: readonly StableRow[]): string[] {
  const parts = [heading('False alarms per 1,000 series-nights in which nothing moved, with the exact 95 % interval')];
  const step = roundStep(Math.max(RATE_AXIS_MIN, ...rows.map(({ alarms }) => alarms.high)) / TICKS);
  const end = TICKS * step;
  const [left, right] = [EDGE + BAR.label, WIDTH - EDGE - BAR.figure];
  const xOf = (rate: number) => round(left + ((right - left) * rate) / end);
  const bottom = HEAD - 14 + rows.length * BAR.height;
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const x = xOf(tick * step);
    parts.push(`<path d="M${x} ${HEAD - 20}V${bottom}" stroke="${INK}" stroke-opacity="0.25"/>`);
    parts.push(
      text(x, bottom + 16, String(Number((tick * step).toPrecision(2))), 'text-anchor="middle" font-size="11"'),
    );
  }
  for (const [i, { title, alarms }] of rows.entries()) {
    const y = HEAD - 4 + i * BAR.height;
    const [from, to] = [xOf(alarms.low), xOf(alarms.high)];
    const bar = `<rect x="${left}" y="${y - 8}" width="${round(xOf(alarms.perThousand) - left)}" height="16" fill="${COLOURS[0]}"/>`;
    const whiskers = `M${from} ${y}H${to}M${from} ${y - 5}v10M${to} ${y - 5}v10`;
    parts.push(
      text(left - 10, y + 4, title, 'text-anchor="end"'),
      bar,
      `<path d="${whiskers}" stroke="${INK}" stroke-width="1.5" fill="none"/>`,
      text(right + 14, y + 4, `${alarms.perThousand.toFixed(3)}  (${alarms.count} in ${alarms.of})`),
    );
  }
  return parts;
}

/** Smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((digit) => digit * power >= least) ?? 10);
}

function heading(label: string): string {
  return text(EDGE, 22, label, 'font-size="14" font-weight="600"');
}

function stroke(i: number): string {
  const dash = DASHES[i % DASHES.length] as string;
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2" fill="none" stroke-linejoin="round"${dashes}`;
}

/** Pixels with one decimal, so that the same figures give the same bytes. */
function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}

function text(x: number, y: number, label: string, style = ''): string {
  const escaped = label.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<text x="${x}" y="${y}"${style === '' ? '' : ` ${style}`}>${escaped}</text>`;
}
