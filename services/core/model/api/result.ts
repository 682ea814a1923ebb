import { type Static, type TSchema, Type } from 'typebox';
import { closed, Instant, Name } from '../base.ts';
import { LogFormat } from '../metric.ts';
import { Outcome } from '../run.ts';
import { RunSummary } from './run.ts';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, description }));

/** Query of `POST /results`. All but `dryRun` is for a log of another format; a document says it itself. */
export const ResultQuery = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean({ description: 'Only say what would be stored' })),
    format: Type.Optional(LogFormat),
    benchmark: Type.Optional(Name),
    platform: Type.Optional(Name),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    metric: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^=]+=.+$', maxLength: 300 }), {
        maxItems: 64,
        description: 'A metric of the benchmark and its key in the log: `accuracy=val_accuracy`',
      }),
    ),
    host: text(200, 'Stable name of the machine'),
    startedAt: Type.Optional(Instant),
    endedAt: Type.Optional(Instant),
    exitCode: Type.Optional(Type.Integer()),
    night: text(30, 'Day or instant in UTC that groups the results of one pass'),
    last: Type.Optional(Type.Boolean({ description: 'The last result of its night' })),
    source: text(100, 'The system that made it'),
    sourceId: text(200, 'Its own id of this result'),
    sourceUrl: text(2000, 'Where a person sees it there'),
  },
  closed,
);
export type ResultQuery = Static<typeof ResultQuery>;

/** A value with what is expected of it so far. The night is judged when it closes, with all its results. */
export const ResultValue = Type.Object(
  {
    metric: Type.String(),
    value: Type.Number(),
    unit: Type.String(),
    /** Expected interval of a single run; null: there is no band yet. */
    low: orNull(Type.Number()),
    high: orNull(Type.Number()),
    place: Type.Enum(['in-band', 'below', 'above', 'no-band']),
  },
  closed,
);
export type ResultValue = Static<typeof ResultValue>;

/** What became of a result. */
export const ResultAnswer = Type.Object(
  {
    /** Null: a dry run. */
    run: orNull(RunSummary),
    nightId: orNull(Type.String()),
    /** Instant of the night that its name stands for. */
    night: Instant,
    /** The same result was stored before; nothing was written. */
    repeated: Type.Boolean(),
    outcome: Outcome,
    detail: Type.String(),
    measurements: Type.Array(ResultValue),
    /** Halves of the environment that were not given: nobody can say what changed there. */
    unknown: Type.Array(Type.Enum(['stack', 'host'])),
    /** Whether its image is the one that is pinned here, so that a worker could repeat it. */
    restorable: Type.Boolean(),
  },
  closed,
);
export type ResultAnswer = Static<typeof ResultAnswer>;
