import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import t from 'tap';
import { freePort, until } from './loopback.ts';

// One private PostgreSQL server a test process, on loopback and a free port, with a fresh database for every store.

const SECONDS_TO_START = 60;
const PASSWORD = 'not-to-be-shown';

export interface PrivatePostgres {
  readonly port: number;
  url(database: string): string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

let shared: Promise<PrivatePostgres> | null = null;
let databases = 0;

/** URL of a new empty database on this process' server. */
export async function freshDatabase(): Promise<string> {
  shared ??= privatePostgres();
  const server = await shared;
  databases += 1;
  const name = `store_${databases}`;
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.url(name);
}

/** Starts a server of its own, its data below `parent`; it is stopped and removed when the test process ends. */
export async function privatePostgres(parent = tmpdir()): Promise<PrivatePostgres> {
  const bin = binaries();
  const user = serverUser();
  const folder = mkdtempSync(join(parent, 'plumbline-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'plumbline', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], {
    ...user,
    stdio: 'pipe',
  });
  const port = await freePort();
  let server: ChildProcess | null = null;
  const url = (database: string): string => `postgres://plumbline:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const start = async (): Promise<void> => {
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=200'];
    server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, ...settings], {
      ...user,
      stdio: 'ignore',
    });
    await until('PostgreSQL answers', SECONDS_TO_START * 1000, () => answers(url('postgres')));
  };
  const stop = async (): Promise<void> => {
    const running = server;
    server = null;
    if (!running || running.exitCode !== null) return;
    // SIGINT: fast shutdown, clients are disconnected.
    await new Promise((resolve) => running.once('exit', resolve).kill('SIGINT'));
  };
  await start();
  t.teardown(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { port, url, start, stop };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Folder with initdb and postgres: the newest of Debian's, else the one on the path. */
function binaries(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (!found) throw new Error('PostgreSQL is not installed: run `sh infra/setup.sh --for-tests`');
  return found;
}

/** PostgreSQL refuses to run as root; then the package's own user runs it. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
