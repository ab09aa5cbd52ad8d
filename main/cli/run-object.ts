import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';

/** Runs in the order of results: arm by arm, seed by seed, as in the spec. */
export function inSpecOrder({
  runs,
  experiment: { arms, seeds },
}: {
  readonly runs: readonly RunRecord[];
  readonly experiment: Pick<ExperimentRecord, 'arms' | 'seeds'>;
}): RunRecord[] {
  const place = (run: RunRecord) => arms.indexOf(run.arm) * seeds.length + seeds.indexOf(run.seed);
  return [...runs].sort((a, b) => place(a) - place(b));
}

/** A run's result for machines. */
export function runObject({
  id,
  arm,
  seed,
  status,
  device,
  steps,
  stepsTotal,
  durationMs,
  divergedAtStep,
  stopReason,
  failure,
  summary,
}: RunRecord) {
  const none = { last: null, best: null };
  return {
    id,
    arm,
    seed,
    status,
    device,
    steps,
    stepsTotal,
    durationMs,
    ...(divergedAtStep === null ? {} : { divergedAtStep }),
    ...(stopReason === null ? {} : { stopReason }),
    ...(failure === null ? {} : { failure }),
    summary: { [TEST_ACCURACY]: none, [TRAIN_LOSS]: none, ...summary },
  };
}
