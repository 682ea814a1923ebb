import { WORK } from './001-work.ts';
import { RESULTS } from './002-results.ts';
import { JUDGEMENT } from './003-judgement.ts';
import { AROUND } from './004-around.ts';
import { SUSPICION } from './005-suspicion.ts';
import { SEARCH } from './006-search.ts';
import { HOSTS } from './007-hosts.ts';
import { TELEMETRY } from './008-telemetry.ts';
import { PUSHED } from './009-pushed.ts';
import { CHANNELS } from './010-channels.ts';
import type { Migration } from './migration.ts';

/** In order, each numbered once. */
export const MIGRATIONS: readonly Migration[] = [
  WORK,
  RESULTS,
  JUDGEMENT,
  AROUND,
  SUSPICION,
  SEARCH,
  HOSTS,
  TELEMETRY,
  PUSHED,
  CHANNELS,
];
