import type { AttributionCase, Edition } from './case.ts';

/** Whether all that differs are packages, settings and variables. */
export const isMixable = ({ good, bad }: AttributionCase): boolean =>
  [good, bad].every(
    (edition) => edition.data === undefined && edition.host === undefined && edition.commits === undefined,
  );

/**
 * The good edition with the factors that `taken` names from the bad one: what a search's mixture is, made here from the
 * cases alone, so that the truth of a case does not rest on the search that it scores.
 */
export function mixEditions({ good, bad }: AttributionCase, taken: (factor: string) => boolean): Edition {
  const pick = <T>(kind: string, a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): Record<string, T> => {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    const chosen = [...keys].flatMap((key) => {
      const value = (taken(`${kind}:${key}`) ? b : a)[key];
      return value === undefined ? [] : [[key, value] as const];
    });
    return Object.fromEntries(chosen);
  };
  const packages = pick('package', versions(good), versions(bad));
  return {
    requirements: Object.entries(packages).map(([name, version]) => `${name}==${version}`),
    config: pick('config', good.config ?? {}, bad.config ?? {}),
    env: pick('env', good.env ?? {}, bad.env ?? {}),
  };
}

const versions = ({ requirements }: Edition): Record<string, string> =>
  Object.fromEntries(requirements.map((line) => line.split('==') as [string, string]));
