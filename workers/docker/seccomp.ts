import { readFile, stat } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { PlumblineError } from '../../services/core/errors.ts';

/** Largest profile that is read, in bytes; the engine's own has some 12 KB. */
const PROFILE_MAX_BYTES = 1_048_576;

/** What must be right of a profile before the engine sees it (docs.docker.com/engine/security/seccomp); the rest is its own. */
const Profile = Type.Object({
  defaultAction: Type.String({ pattern: '^SCMP_ACT_[A-Z_]+$' }),
  syscalls: Type.Optional(
    Type.Array(
      Type.Object({
        names: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
        action: Type.String({ pattern: '^SCMP_ACT_[A-Z_]+$' }),
      }),
    ),
  ),
});
type Profile = Static<typeof Profile>;

/**
 * A seccomp profile as the engine takes it in `SecurityOpt`: `seccomp=` and the JSON itself, since the engine may stand
 * where the file does not. CONFIG_INVALID with the file's name when it is absent, no JSON, or no profile.
 */
export async function readSeccompProfile(file: string): Promise<string> {
  const invalid = (what: string, cause?: unknown) =>
    new PlumblineError('CONFIG_INVALID', `worker.seccompProfile: ${what}`, { place: { file }, cause });
  const bytes = await stat(file).then(
    ({ size }) => size,
    (error: unknown) => {
      throw invalid((error as Error).message, error);
    },
  );
  if (bytes > PROFILE_MAX_BYTES) throw invalid(`${bytes} bytes are no seccomp profile; at most ${PROFILE_MAX_BYTES}`);
  let profile: unknown;
  try {
    profile = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw invalid((error as Error).message, error);
  }
  const [first] = Value.Errors(Profile, profile);
  if (first !== undefined) throw invalid(`${first.instancePath || '/'} ${first.message}`);
  return `seccomp=${JSON.stringify(profile as Profile)}`;
}
