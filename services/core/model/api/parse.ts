import { type Static, type TSchema, Type } from 'typebox';
import { closed } from '../base.ts';
import { LogFormat } from '../metric.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One number that a log holds. */
export const LogMeasurement = Type.Object(
  {
    metric: Type.String(),
    value: Type.Number(),
    /** Null: the format does not say it. */
    unit: orNull(Type.String()),
    /** Any counter that grows: a step, a sample count, an epoch; null: the format gives none. */
    step: orNull(Type.Number()),
    /** Milliseconds since the Unix epoch, by the script's clock; null: the format gives none. */
    timeMs: orNull(Type.Number()),
    /** The format of its line: a log may hold several. */
    format: LogFormat,
  },
  closed,
);

/** What a log says of its end; `failed`: it ran and was not good enough, or broke; `aborted`: it was given up. */
export const LogStatus = Type.Enum(['success', 'aborted', 'failed', 'unknown']);

/** What `plumbline parse --json` writes. */
export const ParsedLogDocument = Type.Object(
  {
    /** The leading format of the log: the first that was found in the order of `LogFormat`. */
    format: LogFormat,
    measurements: Type.Array(LogMeasurement),
    status: LogStatus,
    /** What should have been readable and was not; at most 100, the rest is counted in `omitted`. */
    problems: Type.Array(
      Type.Object(
        {
          /** Line of the log, 1-based; LF, CRLF and a lone CR each end a line. */
          line: Type.Integer({ minimum: 1 }),
          message: Type.String(),
        },
        closed,
      ),
    ),
    /** What the log says of its run that is no measurement: a model's name, a version, a device. */
    settings: Type.Record(Type.String(), Type.String()),
    /** What was found and is not listed above. */
    omitted: Type.Object(
      {
        measurements: Type.Integer({ minimum: 0 }),
        problems: Type.Integer({ minimum: 0 }),
        settings: Type.Integer({ minimum: 0 }),
      },
      closed,
    ),
  },
  closed,
);

export type LogMeasurement = Static<typeof LogMeasurement>;
export type LogStatus = Static<typeof LogStatus>;
export type ParsedLogDocument = Static<typeof ParsedLogDocument>;
