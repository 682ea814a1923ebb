import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one processor's clock says; null where the machine does not tell (most virtual ones). */
export interface Clocks {
  /** Clock now, in kHz. */
  readonly frequency: number | null;
  /** Time since boot that the core or its package was slowed down for heat, the longer one, in seconds. */
  readonly heat: number | null;
}

/** Times in milliseconds, written since Linux 5.6; counts of events alone do not tell a moment from a minute. */
const HEAT = ['core_throttle_total_time_ms', 'package_throttle_total_time_ms'];

/** Reads the clock of one processor from sysfs. @param root in place of `/`, for tests. */
export async function readClocks(cpu: number, root = '/'): Promise<Clocks> {
  const folder = join(root, 'sys/devices/system/cpu', `cpu${cpu}`);
  const number = async (name: string): Promise<number | null> => {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    return /^\d+\s*$/.test(text) ? Number(text) : null;
  };
  const frequency = await number('cpufreq/scaling_cur_freq');
  const times = (await Promise.all(HEAT.map((name) => number(`thermal_throttle/${name}`)))).filter((ms) => ms !== null);
  return { frequency, heat: times.length === 0 ? null : Math.max(...times) / 1000 };
}
