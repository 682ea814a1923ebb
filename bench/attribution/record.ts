import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SearchProblem } from '../../services/core/attribution/search/problem.ts';
import type { Conclusion, SearchStep } from '../../services/core/model/search.ts';

/** A search as it was answered on a real machine; `planSearch` must ask the same and end the same for ever. */
export interface Recording {
  readonly case: string;
  readonly recordedAt: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly kernel: string };
  readonly problem: SearchProblem;
  readonly steps: readonly SearchStep[];
  readonly conclusion: Conclusion;
}

const FOLDER = fileURLToPath(new URL('../../test/fixtures/attribution/', import.meta.url));

/** Writes the recording of a case for the replay test, and gives its path. */
export function record(
  name: string,
  search: Pick<Recording, 'problem' | 'steps' | 'conclusion'>,
  recordedAt: Date,
): string {
  const recording: Recording = {
    case: name,
    recordedAt: recordedAt.toISOString(),
    machine: { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, kernel: release() },
    problem: search.problem,
    steps: search.steps,
    conclusion: search.conclusion,
  };
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.json`);
  writeFileSync(path, `${JSON.stringify(recording, null, 1)}\n`);
  return path;
}
