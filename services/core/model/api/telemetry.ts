import { type Static, Type } from 'typebox';
import { closed } from '../base.ts';
import { TelemetryRow } from '../job.ts';
import { pageOf } from './page.ts';

/** Rows of one answer unless the caller names a number, and the most it may name. */
export const TELEMETRY_PAGE_DEFAULT = 1000;
export const TELEMETRY_PAGE_MAX = 10_000;

/** Rows of a run's current attempt, oldest first. */
export const TelemetryPage = pageOf(TelemetryRow);
export type TelemetryPage = Static<typeof TelemetryPage>;

export const TelemetryQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: TELEMETRY_PAGE_MAX, default: TELEMETRY_PAGE_DEFAULT })),
    cursor: Type.Optional(
      Type.String({ pattern: '^[0-9]{1,9}$', description: 'Taken from `next` of the page before' }),
    ),
  },
  closed,
);
export type TelemetryQuery = Static<typeof TelemetryQuery>;
