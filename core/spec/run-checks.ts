import { trainExamplesOf } from './dataset.ts';
import type { RunSpec } from './experiment.ts';
import type { NetworkSpec } from './network.ts';

/** A rule over several fields of a run's spec that is broken. */
export interface RunFault {
  /** The fields that the rule is about, most to blame first. */
  readonly fields: readonly [string, ...string[]];
  readonly expected: string;
  readonly received: string;
}

/** More than anyone can wait for, and within what an int32 counts. */
export const STEPS_MAX = 100_000_000;

/** Values of both splits of a generated data set: 400 MB. */
export const GENERATED_VALUES_MAX = 100_000_000;

/** Every rule over several fields that a well-formed spec breaks. */
export function runFaults(spec: RunSpec): RunFault[] {
  return [batchNormFault, batchSizeFault, durationFault, nesterovFault, classesFault, datasetSizeFault, testArraysFault].flatMap(
    (rule) => rule(spec) ?? [],
  );
}

export function usesBatchNorm(network: NetworkSpec): boolean {
  return network.layers.some((layer) => (layer.normalization ?? network.normalization).kind === 'batch');
}

/** Training steps of one epoch; a last, smaller batch is left out. Null where only the data set's file knows. */
export function stepsPerEpoch(spec: RunSpec): number | null {
  const trainExamples = trainExamplesOf(spec.dataset);
  return trainExamples === null ? null : Math.floor(trainExamples / spec.batchSize);
}

function batchNormFault({ network, batchSize }: RunSpec): RunFault | null {
  if (batchSize >= 2 || !usesBatchNorm(network)) return null;
  return {
    fields: ['batchSize', 'network.normalization', 'network.layers'],
    expected: 'a batchSize of at least 2 with batch normalization, because one example has no variance',
    received: `batchSize ${batchSize}`,
  };
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
  // At least one step an epoch, whatever the file holds.
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
  if (!optimizer.nesterov || optimizer.momentum > 0) return null;
  return {
    fields: ['optimizer.momentum', 'optimizer.nesterov'],
    expected: 'a momentum above 0 with nesterov, which looks ahead along the velocity',
    received: `momentum ${optimizer.momentum}`,
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
    received: dataset.xTest === undefined ? 'yTest alone' : 'xTest alone',
  };
}
