import { PlumblineError } from '../../services/core/errors.ts';

/** A file to take out of a source: where it stands in it, where it goes, and what it must be. */
export interface Member {
  readonly member: string;
  readonly target: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** DATASET_CORRUPT about one file of a source, before its bytes are there. */
export function wrongMember(member: string, why: string): PlumblineError {
  return new PlumblineError('DATASET_CORRUPT', `file ${member}: ${why}`);
}
