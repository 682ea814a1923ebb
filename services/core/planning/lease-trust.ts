import type { Clock } from '../ports/base.ts';
import { LEASE_MS } from './lease.ts';
import { monotonicMs } from './steady-clock.ts';

/** Between two looks the wall clock and the time that passed may differ by so much, in milliseconds: no more is a step. */
const STEP_MS = 10_000;

/**
 * Says whether a lease that looks as if it ran out really did. Not for the length of a lease after the service began, nor
 * after its clock was set: whoever lives renews it meanwhile, and only the dead are taken for dead. Ask it now and then;
 * a step is seen between two questions.
 */
export function createLeaseTrust(clock: Clock): () => boolean {
  let wall = clock.now().getTime();
  let steady = monotonicMs(clock);
  let from = steady + LEASE_MS;
  return () => {
    const [nowWall, nowSteady] = [clock.now().getTime(), monotonicMs(clock)];
    if (Math.abs(nowWall - wall - (nowSteady - steady)) > STEP_MS) from = nowSteady + LEASE_MS;
    wall = nowWall;
    steady = nowSteady;
    return nowSteady >= from;
  };
}
