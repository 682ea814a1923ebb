import type { FactorChange } from '../model/incident.ts';
import type { Conclusion } from '../model/search.ts';

/** The factors that a search proved to be the cause; none while it proved none, and none for a host, which is only observed. */
export function provenFactors(cause: Pick<Conclusion, 'outcome' | 'factors'> | null): readonly FactorChange[] {
  return cause?.outcome === 'found' || cause?.outcome === 'several' ? cause.factors : [];
}
