import { factorKind, isHostFactor } from '../attribution/factor.ts';
import { provenFactors } from '../attribution/proven.ts';
import type { FactorChange, Incident } from '../model/incident.ts';

/** What an incident is, for whoever has to act. `open`: not answered yet. */
export type IncidentClass = 'software' | 'host' | 'data-or-method' | 'noise' | 'open';

/** Factors that the benchmark's own author changes. */
const DATA_OR_METHOD = new Set(['code', 'config', 'command', 'dataset', 'harness']);
/** What follows from another change and says nothing by itself. */
const TRACES = new Set(['library', 'image', 'lock']);

/**
 * Class of an incident. A proven cause decides it; before, it is open while nothing has split container and host. On the
 * container side it is data or method when nothing else changed there; where both changed it is software, which is where the
 * search for the cause begins.
 */
export function classOf({
  state,
  side,
  suspects,
  cause,
}: Pick<Incident, 'state' | 'side' | 'suspects' | 'cause'>): IncidentClass {
  const proven = provenFactors(cause);
  if (proven.length === 0 && (side === 'host' || cause?.outcome === 'host')) return 'host';
  if (side === 'noise' || state === 'dismissed') return 'noise';
  if (proven.length > 0) return kindOf(proven);
  return side === 'container' ? kindOf(suspects.filter(({ factor }) => !isHostFactor(factor))) : 'open';
}

function kindOf(factors: readonly FactorChange[]): IncidentClass {
  const telling = factors.map(({ factor }) => factorKind(factor)).filter((kind) => !TRACES.has(kind));
  return telling.length > 0 && telling.every((kind) => DATA_OR_METHOD.has(kind)) ? 'data-or-method' : 'software';
}
