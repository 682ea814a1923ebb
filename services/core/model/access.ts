import { type Static, Type } from 'typebox';
import type { Instant } from './base.ts';

/** `viewer` reads; `operator` also triggers, cancels and decides incidents; `worker` works for one platform; `admin` all. */
export const Role = Type.Enum(['viewer', 'operator', 'worker', 'admin']);
export type Role = Static<typeof Role>;

/** A token as it is stored: only its SHA-256 is kept. */
export interface StoredToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Bound platform of a worker token; null for the others. */
  readonly platform: string | null;
  readonly sha256: string;
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, worker: 0, operator: 1, admin: 2 };

/** What a route needs: a role, or that its caller may hand in results, which workers, operators and admins may. */
export type Needed = Role | 'pusher';

/** Whether a role may do what `needed` asks for. A worker's door is open to workers and admins alone. */
export function allows(role: Role, needed: Needed): boolean {
  if (needed === 'pusher') return role !== 'viewer';
  if (needed === 'worker') return role === 'worker' || role === 'admin';
  if (role === 'worker') return needed === 'viewer';
  return RANK[role] >= RANK[needed];
}
