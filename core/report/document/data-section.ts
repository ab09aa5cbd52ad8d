import { METRIC_NAMES, TEST_ACCURACY, TRAIN_LOSS } from '../../series/series-name.ts';
import { csvField } from '../csv.ts';
import { largestValue, lastValue } from '../../series/curve.ts';
import type { Results } from '../results.ts';
import { batchNormFiles } from './batch-norm-section.ts';
import type { DataFile, Section } from './document.ts';
import { seriesFile, seriesRuns } from './series-file.ts';

/** The numbers behind every table and curve, whole. */
export function dataSection(results: Results): Section {
  const files = [
    runsFile(results),
    ...METRIC_NAMES.filter((name) => seriesRuns(results, name).length > 0).map((name) => seriesFile(results, name)),
    ...batchNormFiles(results),
  ];
  return {
    id: 'data',
    title: 'Data',
    blocks: [
      {
        kind: 'paragraph',
        text:
          'Every point behind the figures, as CSV inside this file: nothing is sampled away, and each number reads ' +
          'back as exactly the float32 that was measured. Step k is the state after k updates; the training loss of ' +
          'step k is that of the k-th mini-batch before its update.',
      },
      { kind: 'downloads', files },
    ],
  };
}

function runsFile(results: Results): DataFile {
  const header = [
    'run',
    'seed',
    'status',
    'diverged_at_step',
    'steps',
    'device',
    'duration_ms',
    'final_test_accuracy',
    'best_test_accuracy',
    'final_train_loss',
    'arm',
  ];
  const rows = results.runs.map((run) => {
    const accuracy = results.curve(run.id, TEST_ACCURACY);
    return [
      run.id,
      run.seed,
      run.status,
      run.divergedAtStep,
      run.steps,
      run.device,
      run.durationMs,
      lastValue(accuracy),
      largestValue(accuracy),
      lastValue(results.curve(run.id, TRAIN_LOSS)),
      run.arm,
    ];
  });
  return {
    fileName: 'runs.csv',
    mediaType: 'text/csv',
    description: 'one row a run',
    text: `${[header, ...rows].map((row) => row.map((field) => csvField(String(field ?? ''))).join(',')).join('\n')}\n`,
    shown: true,
  };
}
