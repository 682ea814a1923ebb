import type { FactorChange } from '../model/incident.ts';
import { factorKind } from './factor.ts';

/** Kinds of factors that a mixture can take from either side. */
const RESTORABLE: ReadonlySet<string> = new Set([
  'code',
  'config',
  'env',
  'command',
  'dataset',
  'package',
  'lock',
  'dockerfile',
  'base',
  'image',
]);
/** What is inside an image: without a recipe nobody can change it in one that others built. */
const INSIDE_IMAGE: ReadonlySet<string> = new Set(['code', 'package', 'lock', 'dockerfile', 'base']);

/**
 * The changes between the pins of two sides that a mixture can undo one by one, in their order. An opaque image (factor
 * `image`) is one atom with everything that is inside it: those changes come with it and are suspects at most.
 */
export function restorable(changes: readonly FactorChange[]): FactorChange[] {
  const opaque = changes.some(({ factor }) => factor === 'image');
  return changes.filter(({ factor }) => {
    const kind = factorKind(factor);
    return RESTORABLE.has(kind) && !(opaque && INSIDE_IMAGE.has(kind));
  });
}
