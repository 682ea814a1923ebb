import { PlumblineError } from '../../core/errors.ts';
import type { Mixer } from '../../core/ports/mixer.ts';

/**
 * A mixer that fails with coded errors alone. What it did not foresee (a file that somebody removed meanwhile) is INTERNAL
 * and ends that one search as blocked, instead of stopping the loop and every other search with it.
 */
export function codedMixer(mixer: Mixer): Mixer {
  return {
    prepare: (...input) => coded('preparing a side', mixer.prepare(...input)),
    unseen: (...input) => coded('comparing both sides', mixer.unseen(...input)),
    implications: (...input) => coded('reading what needs what', mixer.implications(...input)),
    mix: (...input) => coded('building a mixture', mixer.mix(...input)),
    between: (...input) => coded('listing what lies between', mixer.between(...input)),
  };
}

async function coded<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new PlumblineError('INTERNAL', `${what}: ${message}`, { cause: error });
  }
}
