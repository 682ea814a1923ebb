import type { LogPiece, RunReport, SampleBatch, TelemetryBatch } from '../../services/core/model/job.ts';
import type { WorkerDoor } from '../../services/core/ports/door.ts';

/** One message to the API that must not be lost. */
export type Parcel =
  | { readonly kind: 'log'; readonly jobId: string; readonly body: LogPiece }
  | { readonly kind: 'samples'; readonly jobId: string; readonly body: SampleBatch }
  | { readonly kind: 'telemetry'; readonly jobId: string; readonly body: TelemetryBatch }
  | { readonly kind: 'report'; readonly jobId: string; readonly body: RunReport };

/** What the spool may drop when it is full; measurements, samples and reports never. */
export type Droppable = 'log' | 'telemetry';

/** A parcel as it lies on disk. `dropped`: it stands for so many bytes of log, or rows, that were dropped. */
export type StoredParcel = Parcel & { readonly dropped?: number };

/** Sends a parcel; returns how a report was taken. Each may be sent twice: the API stores it once. */
export async function send(door: WorkerDoor, parcel: Parcel): Promise<'counted' | 'late' | 'repeated' | null> {
  switch (parcel.kind) {
    case 'log':
      await door.log(parcel.jobId, parcel.body);
      return null;
    case 'samples':
      await door.samples(parcel.jobId, parcel.body);
      return null;
    case 'telemetry':
      await door.telemetry(parcel.jobId, parcel.body);
      return null;
    case 'report':
      return (await door.report(parcel.jobId, parcel.body)).taken;
  }
}
