import type { ChannelMove, ChannelStore } from '../core/ports/store.ts';
import { currentStates, recordResolutions, stateHistory } from './channel-states.ts';
import type { Database } from './database.ts';
import { jsonText } from './text.ts';

/** What channels resolved to over time. */
export function channelStore(database: Database): ChannelStore {
  return {
    async record({ id, project, benchmark, platform, at, changes }) {
      await database.query(
        `insert into channel_moves (id, project, benchmark, platform, at, changes)
         values ($1, $2, $3, $4, $5, $6::jsonb)`,
        [id, project, benchmark, platform, at, jsonText(changes)],
      );
    },
    history: (project, benchmark, limit) =>
      database.query<ChannelMove>(
        `select id, project, benchmark, platform, at, changes from channel_moves
         where project = $1 and benchmark = $2 order by at desc, id desc limit $3::int`,
        [project, benchmark, limit],
      ),
    resolved: (project, resolutions) => recordResolutions(database, project, resolutions),
    current: (project) => currentStates(database, project),
    states: (project, channel, limit, cursor) => stateHistory(database, project, channel, limit, cursor),
  };
}
