import type { TelemetryRow } from '../../services/core/model/job.ts';
import { type Figures, mergeFigures } from '../../services/core/telemetry/merge.ts';
import { DEVICE_ROWS_MAX, LOOK_MS, rowMs } from '../../services/core/telemetry/rate.ts';

/** Name under which the container's own looks are kept. */
export const OWN = '';

/** Makes rows of looks, at a rate that falls as a run gets longer. Holds the looks of one row a device. */
export interface Recorder {
  /** @param timeMs when it was, since the Unix epoch. */
  look(device: string, figures: Figures, timeMs: number): void;
  /** Rows that are complete; with `all`, also what the last looks came to. Each is given once. */
  take(all?: boolean): TelemetryRow[];
}

interface Track {
  looks: Figures[];
  /** When the looks of the next row began; null: with its first look. */
  since: number | null;
  newest: number;
  rows: number;
}

export function createRecorder(): Recorder {
  const tracks = new Map<string, Track>();
  let ready: TelemetryRow[] = [];

  function close(device: string, track: Track): void {
    if (track.looks.length === 0 || track.rows >= DEVICE_ROWS_MAX) return;
    ready.push({
      timeMs: track.newest,
      ...(device === OWN ? {} : { device }),
      ...mergeFigures(track.looks),
    });
    track.rows += 1;
    track.looks = [];
    track.since = track.newest;
  }

  return {
    look(device, figures, timeMs) {
      const track = tracks.get(device) ?? { looks: [], since: null, newest: timeMs, rows: 0 };
      tracks.set(device, track);
      // The first look is a row of its own: a short run has at least that. A look comes a little early as often as late.
      const due = track.since === null || timeMs - track.since >= rowMs(track.rows) - LOOK_MS / 2;
      track.looks.push(figures);
      track.newest = timeMs;
      if (due) close(device, track);
    },
    take(all = false) {
      if (all) for (const [device, track] of tracks) close(device, track);
      const taken = ready;
      ready = [];
      return taken;
    },
  };
}
