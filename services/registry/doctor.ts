import type { Dependency } from './doctor/dependency.ts';
import { type DoctorOptions, examine } from './doctor/examine.ts';

/** One line of `plumbline doctor`. */
export interface DependencyLine extends Dependency {
  readonly what: string;
  /** False for what must be put right; an optional part that is absent is fine. */
  readonly ok: boolean;
  /** What was found, what it is needed for, what to do. */
  readonly detail: string;
}

/** Every dependency of this machine, in words and as data. */
export async function inspectDependencies(options: DoctorOptions): Promise<readonly DependencyLine[]> {
  const { dependencies } = await examine(options);
  return dependencies.map((dependency) => ({
    ...dependency,
    what: dependency.name,
    ok: dependency.status === 'ok' || dependency.status === 'low' || !dependency.required,
    detail: describe(dependency),
  }));
}

function describe({ status, found, neededFor, advice }: Dependency): string {
  if (status === 'ok') return found;
  const state = {
    missing: 'missing',
    old: `${found} is too old`,
    absent: 'not installed (optional)',
    low: `only ${found}`,
  };
  return `${state[status]}; for ${neededFor}. ${advice}`;
}
