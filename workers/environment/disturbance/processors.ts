/** Time that one processor spent since boot, in the kernel's ticks (USER_HZ, 10 ms on every Linux that runs containers). */
export interface ProcessorTime {
  /** Anything but idling: user, nice, system and both kinds of interrupts. */
  readonly busy: number;
  /** Wanted to run, and the hypervisor ran somebody else. */
  readonly steal: number;
}

/** Length of a tick in seconds: USER_HZ is 100 (time(7)). */
export const TICK_SECONDS = 0.01;

/** The lines `cpuN` of /proc/stat (proc(5)), by number. Guest time is part of user time already. */
export function readProcessorTimes(stat: string): ReadonlyMap<number, ProcessorTime> {
  const found = new Map<number, ProcessorTime>();
  for (const [, number, rest = ''] of stat.matchAll(/^cpu(\d+) (.+)$/gm)) {
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = rest.trim().split(/\s+/).map(Number);
    found.set(Number(number), { busy: user + nice + system + irq + softirq, steal });
  }
  return found;
}
