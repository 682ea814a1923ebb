import type { Confirmation } from '../model/incident.ts';
import type { Metric } from '../model/metric.ts';
import { counted, formatNumber, withUnit } from './wording.ts';

/** Digits of a percentage in a sentence. */
const PERCENT_DIGITS = 3;

type Described = Pick<Metric, 'name' | 'unit' | 'scale'>;

/**
 * What fresh runs say about one metric, as one clause: "throughput fell by 62.1 % (95 % interval …) from … to … in 4 pairs".
 *
 * @param of pairs (false), re-runs of one environment alone (true), or what came in where nothing can be re-run.
 */
export function describeConfirmation(
  confirmation: Confirmation,
  metric: Described,
  of: boolean | 'further result',
): string {
  const { decision, good, bad, effect, interval, pairs } = confirmation;
  const alone = of !== false;
  const over = `in ${counted(pairs, of === true ? 're-run' : of || 'pair')}`;
  if (bad === null)
    return `${metric.name}: ${good === null ? 'no run' : 'no run of the suspicious environment'} gave a number ${over}`;
  const now = withUnit(bad, metric.unit);
  if (effect === null) return `${metric.name} is ${now}, with nothing to compare it with, ${over}`;
  const range = interval ? ` (95 % interval ${interval.map((end) => signed(end, metric)).join(' to ')})` : '';
  if (alone) return `${metric.name} is ${now}, ${signed(effect, metric)} from its band's centre${range}, ${over}`;
  const both = `from ${withUnit(good as number, metric.unit)} to ${now}`;
  if (decision !== 'confirmed') return `${metric.name} differs by ${signed(effect, metric)}${range} ${both} ${over}`;
  return `${metric.name} ${effect < 0 ? 'fell' : 'rose'} by ${amount(effect, metric)}${range} ${both} ${over}`;
}

/** Size of an effect without its sign: percent for `positive`, the metric's unit otherwise. */
function amount(effect: number, { scale, unit }: Described): string {
  const size = Math.abs(effect);
  return scale === 'positive'
    ? `${formatNumber(Number((100 * size).toPrecision(PERCENT_DIGITS)))} %`
    : withUnit(size, unit);
}

function signed(effect: number, metric: Described): string {
  return `${effect < 0 ? '−' : '+'}${amount(effect, metric)}`;
}
