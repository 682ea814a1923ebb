import { PlumblineError } from '../core/errors.ts';

/** The thing itself, or NOT_FOUND naming what was asked for. */
export function found<T>(thing: T | null | undefined, noun: string, id: string): T {
  if (thing === null || thing === undefined) throw new PlumblineError('NOT_FOUND', `there is no ${noun} "${id}"`);
  return thing;
}
