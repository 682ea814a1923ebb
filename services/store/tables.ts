/** A table as a backup sees it. `pageRows` rows in JSON stay well under the bound of a message (`MESSAGE_MAX_BYTES`). */
export interface Table {
  readonly name: string;
  readonly pageRows: number;
  /** Column that counts by itself; it goes on behind the restored rows. */
  readonly counter?: string;
}

const table = (name: string, pageRows: number, counter?: string): Table => ({ name, pageRows, counter });

/** Every table but `migrations`, in an order in which each comes after those it refers to. */
export const TABLES: readonly Table[] = [
  table('projects', 1000),
  // A part holds 1 MiB and travels as hex.
  table('documents', 1),
  table('nights', 1000),
  table('incidents', 25),
  table('incident_events', 500, 'id'),
  table('experiments', 100),
  table('searches', 10),
  table('search_steps', 200),
  table('runs', 200, 'sequence'),
  table('canaries', 1000),
  table('leases', 1000),
  table('attempts', 500),
  table('environments', 1000),
  table('reports', 200),
  table('measurements', 5000),
  // A piece holds up to 1 MiB and travels as hex.
  table('log_pieces', 1),
  table('sample_pages', 4),
  table('run_telemetry', 4),
  table('pushed_results', 500),
  table('series', 500),
  table('bands', 1000),
  table('points', 5000),
  table('verdicts', 1000),
  table('summaries', 1000),
  table('outbox', 10),
  table('issues', 1000),
  table('tokens', 1000),
  table('idempotency_keys', 10),
  table('hosts', 1000),
  table('channel_moves', 100),
  table('channels', 1000),
  table('channel_states', 1000),
];
