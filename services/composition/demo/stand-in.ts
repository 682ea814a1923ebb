import { randomBytes } from 'node:crypto';
import { createEmulator } from 'emulate';

/** GitHub as the demo and the tests know it: a service on loopback that takes octokit's calls and keeps what it is told. */
export interface StandIn {
  readonly apiUrl: string;
  readonly repository: string;
  readonly token: string;
  close(): Promise<void>;
}

const OWNER = 'plumbline-demo';
const REPOSITORY = 'models';

/** Starts GitHub's stand-in with one empty repository and one token, made for this start alone. */
export async function startStandIn(): Promise<StandIn> {
  const token = `demo_${randomBytes(16).toString('hex')}`;
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [token]: { login: OWNER, scopes: ['repo'] } },
      github: { users: [{ login: OWNER }], repos: [{ owner: OWNER, name: REPOSITORY }] },
    },
  });
  return { apiUrl: emulator.url, repository: `${OWNER}/${REPOSITORY}`, token, close: () => emulator.close() };
}
