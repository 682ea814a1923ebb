import type { Metric } from '../model/metric.ts';
import type { Band } from '../model/series.ts';
import { counted, formatNumber } from './wording.ts';

type Shown = Pick<Metric, 'scale' | 'unit'>;

/** Significant digits of a width: it is an estimate from a few runs. */
const DIGITS = 2;

const ORIGIN: Readonly<Record<Band['kind'], string>> = {
  declared: 'declared from',
  reference: "from the reference's",
  calibrated: 'calibrated from',
  learned: 'learned from',
};

/** Width and origin of a band in a few words, to stand wherever a band stands: `± 3.1 %, learned from 6 runs`. */
export function describeBand(band: Pick<Band, 'kind' | 'runs' | 'low' | 'high' | 'centre'>, metric: Shown): string {
  return `${bandWidth(band, metric)}, ${ORIGIN[band.kind]} ${counted(band.runs, 'run')}`;
}

/**
 * How far a band reaches to both sides of its centre: percent for `positive`, the metric's unit otherwise. Both sides
 * where they differ, as they do for a wide ratio and for a share that ends at 1.
 */
export function bandWidth({ low, high, centre }: Pick<Band, 'low' | 'high' | 'centre'>, metric: Shown): string {
  const relative = metric.scale === 'positive';
  const side = (distance: number) => rounded(relative ? (100 * distance) / centre : distance);
  const [below, above] = [side(centre - low), side(high - centre)];
  const unit = relative ? '%' : metric.unit;
  return below === above ? `± ${below} ${unit}` : `−${below} / +${above} ${unit}`;
}

function rounded(distance: number): string {
  return Number.isFinite(distance) ? formatNumber(Number(distance.toPrecision(DIGITS))) : '∞';
}
