import { canonicalJson } from './identity.ts';
import type { RunOrder } from './job.ts';
import { DATA_FOLDER } from './sandbox.ts';
import { devicesOf } from './worker.ts';

/** Variables that a run's container has beside the image's own: the manifest's, and what the harness tells the script. */
export function runVariables({
  pins,
  seed,
  limits,
}: Pick<RunOrder, 'pins' | 'seed' | 'limits'>): Record<string, string> {
  const devices = devicesOf(limits);
  return {
    ...pins.env,
    PLUMBLINE_CONFIG: canonicalJson(pins.config),
    PLUMBLINE_SEED: String(seed),
    PLUMBLINE_DATA: DATA_FOLDER,
    ...(devices === 0 ? {} : { PLUMBLINE_DEVICE_COUNT: String(devices) }),
  };
}
