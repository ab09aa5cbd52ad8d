import type { RunRecord } from '#core/contract/run-record.ts';
import type { RunStatus } from '#core/run/run-status.ts';

/** The fields of a run that change after it was planned. */
export type RunChange = Partial<
  Pick<
    RunRecord,
    | 'stepsTotal'
    | 'stepsPerEpoch'
    | 'parameterCount'
    | 'startedAt'
    | 'endedAt'
    | 'durationMs'
    | 'divergedAtStep'
    | 'failure'
    | 'stopReason'
    | 'steps'
    | 'name'
    | 'note'
    | 'tags'
    | 'pinned'
    | 'priority'
    | 'queuePosition'
  >
> & { readonly status?: RunStatus };
