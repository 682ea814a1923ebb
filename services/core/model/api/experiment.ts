import { type Static, Type } from 'typebox';
import { closed } from '../base.ts';
import { Measurement, Outcome } from '../run.ts';

/** Paired runs of two environments as far as they have ended. */
export const ExperimentView = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['queued', 'running', 'ended', 'cancelled']),
    maxPairs: Type.Integer(),
    reason: Type.String(),
    runs: Type.Array(
      Type.Object(
        {
          runId: Type.String(),
          pair: Type.Integer(),
          arm: Type.Enum(['good', 'bad']),
          seed: Type.Integer(),
          outcome: Outcome,
          detail: Type.String(),
          measurements: Type.Array(Measurement),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ExperimentView = Static<typeof ExperimentView>;
