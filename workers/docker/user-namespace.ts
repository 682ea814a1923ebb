import { PlumblineError } from '../../services/core/errors.ts';

/** As `docker info` names a user namespace, and an engine that runs without root, which has one by its nature. */
const NAMED = /^name=(userns|rootless)\b/;

/**
 * Refuses an engine whose containers have the host's own user ids: ENGINE_REFUSED, with what to do about it.
 *
 * @param securityOptions of the engine's `info`, such as `name=seccomp,profile=default`.
 */
export function requireUserNamespace(securityOptions: readonly string[]): void {
  if (securityOptions.some((option) => NAMED.test(option))) return;
  throw new PlumblineError(
    'ENGINE_REFUSED',
    `the engine has no user namespaces (it has ${securityOptions.join(' ') || 'no security options'}), and ` +
      'worker.requireUserNamespace is set: start it with --userns-remap=default, or use a rootless engine',
  );
}
