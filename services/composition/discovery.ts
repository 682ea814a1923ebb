import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a running service is found by the CLI: an address and, in a file of its own with mode 0600, the admin token. */
export interface RunningService {
  readonly url: string;
  readonly pid: number;
}

const SERVICE_FILE = 'service.json';
const TOKEN_FILE = 'admin-token';
/** How long a service may take to answer before it counts as gone, in milliseconds. */
const ANSWER_MS_MAX = 2_000;

export function announceService(stateFolder: string, service: RunningService): void {
  mkdirSync(stateFolder, { recursive: true });
  const temporary = join(stateFolder, `${SERVICE_FILE}.${service.pid}`);
  writeFileSync(temporary, `${JSON.stringify(service)}\n`);
  renameSync(temporary, join(stateFolder, SERVICE_FILE));
}

/** Removes the announcement, unless another process has announced itself meanwhile. */
export function withdrawService(stateFolder: string, pid: number): void {
  if (readAnnouncement(stateFolder)?.pid === pid) rmSync(join(stateFolder, SERVICE_FILE), { force: true });
}

/** The announced service if it answers its health check; null otherwise. */
export async function findService(stateFolder: string): Promise<RunningService | null> {
  const announced = readAnnouncement(stateFolder);
  if (announced === null) return null;
  try {
    const answer = await fetch(new URL('/api/v1/healthz', announced.url), {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    await answer.body?.cancel();
    return answer.ok ? announced : null;
  } catch {
    return null;
  }
}

function readAnnouncement(stateFolder: string): RunningService | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(stateFolder, SERVICE_FILE), 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { url, pid } = value as Partial<RunningService>;
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : null;
  } catch {
    return null;
  }
}

export function saveAdminToken(stateFolder: string, token: string): void {
  mkdirSync(stateFolder, { recursive: true });
  const file = join(stateFolder, TOKEN_FILE);
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

export function readAdminToken(stateFolder: string): string | null {
  try {
    return readFileSync(join(stateFolder, TOKEN_FILE), 'utf8').trim() || null;
  } catch {
    return null;
  }
}
