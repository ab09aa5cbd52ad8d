import { TEST_ACCURACY, TRAIN_LOSS } from '../series/series-name.ts';
import type { RunRecord } from '../contract/run-record.ts';
import { largestValue, lastValue, type Curve } from '../series/curve.ts';
import { float32Text } from '../series/float32-text.ts';
import { csvField } from './csv.ts';
import { endingReason } from './run-ending.ts';

/** The arm stands last but for the reason, so that no row begins with text from a stranger. */
const HEADER = [
  'run',
  'seed',
  'status',
  'diverged_at_step',
  'steps',
  'steps_total',
  'device',
  'duration_ms',
  'final_test_accuracy',
  'best_test_accuracy',
  'final_train_loss',
  'arm',
  'ending',
];

/** A table of runs, one a row: how far each came, what it reached, and why and where it ended. */
export function runsCsv(runs: readonly RunRecord[], curve: (runId: string, name: string) => Curve): string {
  const rows = runs.map((run) => {
    const accuracy = curve(run.id, TEST_ACCURACY);
    return [
      run.id,
      run.seed,
      run.status,
      run.divergedAtStep,
      run.steps,
      run.stepsTotal,
      run.device,
      run.durationMs,
      figure(lastValue(accuracy)),
      figure(largestValue(accuracy)),
      figure(lastValue(curve(run.id, TRAIN_LOSS))),
      run.arm,
      endingReason(run),
    ];
  });
  return `${[HEADER, ...rows].map((row) => row.map((field) => csvField(String(field ?? ''))).join(',')).join('\n')}\n`;
}

function figure(value: number | null): string | null {
  return value === null ? null : float32Text(value);
}
