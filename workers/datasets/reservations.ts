import { inTurn } from '../in-turn.ts';
import { makeRoom, type RoomNeed } from './room.ts';
import type { UnderWay } from './under-way.ts';

/** Downloads in the room that was made for each: what one will still write is not free for the next. */
export interface Reservations {
  /** Makes room for a set and keeps it until the work has ended. DISK_FULL, or the error of the work. */
  during<T>(set: UnderWay, work: () => Promise<T>): Promise<T>;
}

export function createReservations(need: Omit<RoomNeed, 'next' | 'running'>): Reservations {
  const running = new Set<UnderWay>();
  return {
    async during(next, work) {
      // One after the other: else two would see the same free bytes.
      await inTurn(need.root, async () => {
        await makeRoom({ ...need, next, running: [...running] });
        running.add(next);
      });
      try {
        return await work();
      } finally {
        running.delete(next);
      }
    },
  };
}
