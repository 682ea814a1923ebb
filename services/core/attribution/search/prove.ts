import type { FactorChange } from '../../model/incident.ts';
import type { Conclusion, TrialResult } from '../../model/search.ts';
import type { Sufficient } from './interact.ts';
import { isNoEnvironment } from './ledger.ts';
import type { Trial } from './probe.ts';
import { factorsText } from './wording.ts';

/** What both proofs say about what was found. */
export interface Judged {
  readonly outcome: 'found' | 'several' | 'blocked';
  readonly relation: Conclusion['relation'];
  readonly group: boolean;
  readonly reason: string;
}

type Standing = 'holds' | 'impossible' | 'open';

/**
 * Weighs the proofs. A cause is named when both hold, or when one holds and the other environment cannot exist; the pair
 * that decided (the same environment but for the cause, one good and one bad) then stands in its place. Where a proof could
 * exist but gave no answer, nothing is named.
 *
 * @param causes what makes the difference by itself, each; @param necessity all new with all of them old: good or unresolved.
 */
export function weighProofs(
  causes: readonly Sufficient[],
  necessity: Trial,
  changes: readonly FactorChange[],
  companions: readonly FactorChange[],
): Judged {
  const name = factorsText(changes);
  const elements = causes.flatMap((cause) => cause.elements);
  const needed = standing(necessity, 'good');
  const enough = causes.map(({ proof }) => standing(proof, 'bad'));
  const blocked = (why: string): Judged => ({
    outcome: 'blocked',
    relation: null,
    group: false,
    reason: `${name} is left, but ${why}`,
  });
  if (elements.some(({ open }) => open === 'lost')) return blocked('a trial that would tell them apart was lost');
  if (needed === 'open') return blocked(`all new without it gave no answer: ${reasonOf(necessity)}`);
  const silent = causes.find((_, i) => enough[i] === 'open');
  if (silent) return blocked(`all old with it new gave no answer: ${reasonOf(silent.proof)}`);
  if (needed === 'impossible' && enough.includes('impossible'))
    return blocked('neither all new without it nor all old with it can be run');

  const proofs = proofText(needed, enough.includes('impossible'), companions);
  if (elements.some(({ open }) => open === 'undecided')) {
    const reason = `${name} together make the difference, and what each does is too close to call: ${proofs}`;
    return { outcome: 'several', relation: null, group: false, reason };
  }
  if (elements.length === 1) {
    const group = changes.length > 1;
    return {
      outcome: 'found',
      relation: null,
      group,
      reason: `${name} ${group ? 'go together and ' : ''}did it: ${proofs}`,
    };
  }
  return { outcome: 'several', group: false, ...relationOf(causes, name, proofs) };
}

/** Whether a trial shows what it should, cannot be made, or has not shown it. */
export function standing({ verdict, result }: Trial, wanted: 'good' | 'bad'): Standing {
  if (verdict === wanted) return 'holds';
  return isNoEnvironment(result as TrialResult) ? 'impossible' : 'open';
}

function relationOf(causes: readonly Sufficient[], name: string, proofs: string): Pick<Judged, 'relation' | 'reason'> {
  if (causes.length === 1) return { relation: 'together', reason: `${name} did it only together: ${proofs}` };
  if (causes.every(({ elements }) => elements.length === 1))
    return { relation: 'each', reason: `each of ${name} did it by itself: ${proofs}` };
  const sets = causes.map(({ elements }) => elements.length);
  return { relation: null, reason: `${sets.length} sets among ${name} did it, of ${sets.join(' and ')}: ${proofs}` };
}

function proofText(needed: Standing, impossible: boolean, companions: readonly FactorChange[]): string {
  const old = 'all new with the cause old is good';
  const fresh = 'all old with the cause new is bad';
  if (needed === 'impossible') return `${fresh}; all new with it old cannot be run`;
  if (!impossible) return `${old}, and ${fresh}`;
  const beside = companions.length === 0 ? '' : ` beside ${factorsText(companions)}, which it was not run without`;
  return `${old}; all old with it new cannot be run, but the same environment was good without it and bad with it${beside}`;
}

function reasonOf({ result }: Trial): string {
  return (result as TrialResult).reason;
}
