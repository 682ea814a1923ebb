import type { Scale } from '../model/metric.ts';

/** A value on the scale its spread is judged on: logarithms for `positive`, so that a band is a ratio; itself otherwise. */
export function toWorking(scale: Scale, value: number): number {
  return scale === 'positive' ? Math.log(value) : value;
}

/** The way back from the working scale. */
export function fromWorking(scale: Scale, value: number): number {
  return scale === 'positive' ? Math.exp(value) : value;
}

/** A difference on the working scale as people read it: relative for `positive` (0.03 = 3 %), absolute otherwise. */
export function effectOf(scale: Scale, difference: number): number {
  return scale === 'positive' ? Math.expm1(difference) : difference;
}

/** The metric's smallest effect on the working scale. */
export function workingEffect(scale: Scale, effect: number): number {
  return scale === 'positive' ? Math.log1p(effect) : effect;
}

/** Whether a value can exist on this scale at all: shares lie in 0..1, positive numbers above 0, counts from 0 on. */
export function onScale(scale: Scale, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (scale === 'rate') return value >= 0 && value <= 1;
  if (scale === 'positive') return value > 0;
  return scale === 'real' || value >= 0;
}
