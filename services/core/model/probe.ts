import type { DeviceInventory } from './device.ts';
import type { Host } from './environment.ts';

/** This machine as it would be recorded with a run that gets all its devices, and what a worker here could do. */
export interface ProbeView extends Omit<Host, 'libraries' | 'alternatives'>, DeviceInventory {
  readonly platform: {
    /** `worker.platform`. */
    readonly name: string;
    /** Why this machine is not one of it; null: it is, or nobody can tell. */
    readonly mismatch: string | null;
    /** Whether the platform's file was there to compare with. */
    readonly known: boolean;
    /** UUIDs of the devices that runs would be given. */
    readonly usable: readonly string[];
  };
}
