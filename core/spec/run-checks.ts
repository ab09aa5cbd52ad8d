import { TEST_TOP_K_ACCURACY } from '../series/series-name.ts';
import { trainExamplesOf } from './dataset/dataset.ts';
import { exampleShapeOf } from './dataset/example-shape.ts';
import type { RunSpec } from './experiment.ts';
import { networkFaults } from './network/network-checks.ts';
import type { RunFault } from './run-fault.ts';

export type { RunFault } from './run-fault.ts';

/** More than anyone can wait for, and within the range of an int32. */
export const STEPS_MAX = 100_000_000;

/** Values in both splits of a generated data set: 400 MB. */
export const GENERATED_VALUES_MAX = 100_000_000;

/** Every rule over several fields that a well-formed spec breaks. */
export function runFaults(spec: RunSpec): RunFault[] {
  return [
    ...networkFaults(spec.network, exampleShapeOf(spec.dataset), spec.batchSize),
    ...RULES.flatMap((rule) => rule(spec) ?? []),
  ];
}

const RULES: readonly ((spec: RunSpec) => RunFault | null)[] = [
  batchSizeFault,
  durationFault,
  nesterovFault,
  labelSmoothingFault,
  classesFault,
  datasetSizeFault,
  testArraysFault,
  topKMetricFault,
];

/** Training steps per epoch; an incomplete last batch is dropped. Null if only the data set's file knows. */
export function stepsPerEpoch(spec: RunSpec): number | null {
  const trainExamples = trainExamplesOf(spec.dataset);
  return trainExamples === null ? null : Math.floor(trainExamples / spec.batchSize);
}

function batchSizeFault({ batchSize, dataset }: RunSpec): RunFault | null {
  const trainExamples = trainExamplesOf(dataset);
  if (trainExamples === null || batchSize <= trainExamples) return null;
  return {
    fields: ['batchSize', 'dataset'],
    expected: `a batchSize of at most the ${trainExamples} training examples`,
    received: `batchSize ${batchSize}`,
  };
}

function durationFault(spec: RunSpec): RunFault | null {
  const { unit, count } = spec.duration;
  // At least one step per epoch, whatever the file holds.
  const perEpoch = stepsPerEpoch(spec) ?? 1;
  const steps = unit === 'steps' ? count : count * perEpoch;
  if (steps <= STEPS_MAX) return null;
  return {
    fields: ['duration', 'batchSize', 'dataset'],
    expected: `a duration of at most ${STEPS_MAX} steps`,
    received: unit === 'steps' ? `${count} steps` : `${count} epochs of ${perEpoch} steps`,
  };
}

function nesterovFault({ optimizer }: RunSpec): RunFault | null {
  if (optimizer.kind !== 'sgd' || !optimizer.nesterov || optimizer.momentum > 0) return null;
  return {
    fields: ['optimizer.momentum', 'optimizer.nesterov'],
    expected: 'a momentum above 0 with nesterov, which looks ahead along the velocity',
    received: `momentum ${optimizer.momentum}`,
  };
}

function labelSmoothingFault({ loss, labelSmoothing = 0 }: RunSpec): RunFault | null {
  if (labelSmoothing === 0 || loss === 'softmaxCrossEntropy') return null;
  return {
    fields: ['labelSmoothing', 'loss'],
    expected: 'softmaxCrossEntropy with label smoothing, which smooths its targets',
    received: loss,
  };
}

function classesFault({ dataset }: RunSpec): RunFault | null {
  if (dataset.kind !== 'blobs' || dataset.classes <= Math.min(dataset.trainExamples, dataset.testExamples)) return null;
  return {
    fields: ['dataset.classes', 'dataset.trainExamples', 'dataset.testExamples'],
    expected: 'at least one training and one test example of each class',
    received: `${dataset.classes} classes, ${dataset.trainExamples} training and ${dataset.testExamples} test examples`,
  };
}

function datasetSizeFault({ dataset }: RunSpec): RunFault | null {
  if (dataset.kind !== 'blobs') return null;
  const values = (dataset.trainExamples + dataset.testExamples) * dataset.features;
  if (values <= GENERATED_VALUES_MAX) return null;
  return {
    fields: ['dataset.features', 'dataset.trainExamples', 'dataset.testExamples'],
    expected: `at most ${GENERATED_VALUES_MAX} values (examples × features)`,
    received: `${values} values`,
  };
}

function testArraysFault({ dataset }: RunSpec): RunFault | null {
  if (dataset.kind !== 'npz' || (dataset.xTest === undefined) === (dataset.yTest === undefined)) return null;
  return {
    fields: ['dataset.xTest', 'dataset.yTest'],
    expected: 'both xTest and yTest, or neither',
    received: dataset.xTest === undefined ? 'only yTest' : 'only xTest',
  };
}

function topKMetricFault({ evaluation, earlyStop, checkpoint }: RunSpec): RunFault | null {
  if (evaluation.topK !== undefined) return null;
  const metrics = {
    'earlyStop.patience.metric': earlyStop?.patience?.metric,
    'earlyStop.target.metric': earlyStop?.target?.metric,
    'checkpoint.keepBest.metric': checkpoint?.keepBest?.metric,
  };
  const named = Object.entries(metrics).find(([, metric]) => metric === TEST_TOP_K_ACCURACY);
  if (named === undefined) return null;
  return {
    fields: [named[0], 'evaluation.topK'],
    expected: 'an evaluation.topK if a rule uses test/topKAccuracy',
    received: 'no evaluation.topK',
  };
}
