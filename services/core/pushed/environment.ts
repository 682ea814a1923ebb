import type { Host, Stack } from '../model/environment.ts';
import { fingerprint } from '../model/identity.ts';
import type { PushedEnvironment } from '../model/pushed.ts';

/** Names of variables whose values may be secrets: what is observed ends up in issues that everybody reads. */
const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|AUTH|(?:^|_)KEY(?:$|_)|(?:^|_)PAT$/i;
const LEFT_OUT = '(left out)';

/**
 * The half that can be restored, as far as it was said: what was not holds the empty value, as in what a worker could not
 * read. The lock is a digest of the packages where it was not given. Null: nothing of it was given.
 */
export function stackOf({ stack }: PushedEnvironment = {}): Stack | null {
  if (stack === undefined || Object.keys(stack).length === 0) return null;
  return {
    ...{ schemaVersion: 1, os: '', osPackages: {}, python: '', packages: {}, code: {}, command: [], config: {} },
    ...{ lock: fingerprint(stack.packages ?? {}), dataset: { name: '', version: '', files: {} }, harness: '' },
    ...stack,
    imageEnv: withoutSecrets(stack.imageEnv),
    env: withoutSecrets(stack.env),
  };
}

/** The half that is only observed. @param name of the machine, which is known even where nothing else is. */
export function hostOf({ host }: PushedEnvironment = {}, name: string): Host | null {
  if (host === undefined || Object.keys(host).length === 0) return null;
  return {
    ...{ schemaVersion: 1, kernel: '', cpuModel: '', microcode: '', governor: '', cpus: 0, memoryMiB: 0 },
    ...{ engine: {}, accelerators: [], libraries: {}, alternatives: {} },
    ...host,
    host: name,
  };
}

function withoutSecrets(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, SECRET_NAME.test(name) ? LEFT_OUT : value]),
  );
}
