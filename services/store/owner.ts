import { readFile, readlink } from 'node:fs/promises';

/** Who holds a folder: enough to tell later whether that very process still lives. */
export interface Owner {
  readonly pid: number;
  /** When the process started, in clock ticks since boot; empty where the system does not say. */
  readonly startTicks: string;
  /** Boot and pid namespace that the pid belongs to; empty where the system does not say. */
  readonly realm: string;
}

/** Field of /proc/PID/stat with the start time (22), counted behind the name in brackets, which may hold blanks. */
const START_FIELD_AFTER_NAME = 19;

/** This process. */
export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, startTicks: await startTicks(process.pid), realm: await realm() };
}

/** `foreign`: another boot, container or machine, where a pid of here says nothing. */
export async function lifeOf(owner: Owner, here: Owner): Promise<'alive' | 'dead' | 'foreign'> {
  if (owner.realm !== here.realm) return 'foreign';
  if (!exists(owner.pid)) return 'dead';
  // The pid may have been given to another process meanwhile.
  return (await startTicks(owner.pid)) === owner.startTicks ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function startTicks(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[START_FIELD_AFTER_NAME] ?? '';
}

async function realm(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return [boot.trim(), namespace].filter((part) => part !== '').join(' ');
}
