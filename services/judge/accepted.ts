import { acceptedBand } from '../core/judge/acceptance.ts';
import { instantOf, type JudgeDeps } from './deps.ts';

/** Newest accepted incidents that are looked at; older ones had their bands made long ago. */
const INCIDENTS_MAX = 50;

/**
 * Moves the bands of accepted incidents to the new normal, where the band in force is older than the acceptance. Returns
 * how many were moved; repeating it moves none.
 */
export async function adoptAcceptedBands(deps: JudgeDeps): Promise<number> {
  const { store, ids, config } = deps;
  const accepted = await store.incidents.list({ project: config.project, states: ['accepted'] }, INCIDENTS_MAX);
  let moved = 0;
  for (const incident of accepted) {
    const bands = await store.series.bands(incident.series.map(({ seriesId }) => seriesId));
    for (const { seriesId } of incident.series) {
      const old = bands.get(seriesId);
      const series = old && old.madeAt <= incident.updatedAt ? await store.series.get(seriesId) : null;
      if (!old || !series) continue;
      const newest = (await store.series.points(seriesId, 1))[0];
      const band = acceptedBand(incident, series, old, Math.max(1, newest?.planned ?? 1));
      if (!band) continue;
      await store.series.putBand({
        ...band,
        id: ids.next('band'),
        seriesId,
        madeAt: after(incident.updatedAt, deps),
        hosts: old.hosts,
        offsets: old.offsets,
        retired: false,
      });
      moved += 1;
    }
  }
  return moved;
}

/** An instant after the acceptance even where this machine's clock is behind the one that wrote it. */
function after(accepted: string, deps: JudgeDeps): string {
  const now = instantOf(deps);
  return now > accepted ? now : new Date(Date.parse(accepted) + 1).toISOString();
}
