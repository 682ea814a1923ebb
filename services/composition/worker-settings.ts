import type { Config } from '../core/model/config.ts';
import type { WorkerSettings } from '../core/model/worker.ts';

/** What the configuration says to a worker of this machine. */
export function workerSettings({ worker, images, data }: Config): WorkerSettings {
  const { embedded: _, platform: __, ...own } = worker;
  return {
    ...own,
    imageOrigins: images.origins,
    dataOrigins: data.origins,
    dataPrivate: data.private,
    dataQuotaGiB: data.quotaGiB,
  };
}
