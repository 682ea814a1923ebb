import type { FindCredentials } from './credentials.ts';
import { parseReference } from './reference.ts';

/** Credentials in the engine's words (`X-Registry-Auth`): it knows none by itself, its client sends them along. */
export interface EngineAuth {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
  readonly identitytoken?: string;
}

/** What the engine is told to pull or push `reference` with. It wants the header also where there is nothing to tell. */
export async function engineAuth(reference: string, credentials: FindCredentials | undefined): Promise<EngineAuth> {
  const { registry } = parseReference(reference);
  const found = (await credentials?.(registry)) ?? null;
  const serveraddress = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  if (found === null) return { username: '', password: '', serveraddress: '' };
  if (found.kind === 'password') return { username: found.username, password: found.password, serveraddress };
  return { username: '', password: '', serveraddress, identitytoken: found.token };
}
