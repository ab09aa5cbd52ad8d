import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { RunRecord } from '../../contract/records.ts';
import { ExampleOrder } from '../../data/batches.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { LabError } from '../../errors.ts';
import type { RunSpec } from '../../spec/experiment.ts';
import type { Curve } from '../../stats/curve.ts';
import type { NamedTensor } from '../../tensor/named-tensor.ts';
import { writeNpy } from './npy.ts';
import { writeSafetensors, type SafeTensor } from './safetensors.ts';
import { seriesCsv } from './series-csv.ts';
import { stateDict } from './state-dict.ts';

export interface ReplayInput {
  readonly run: RunRecord;
  readonly spec: RunSpec;
  readonly dataset: Dataset;
  /** At step 0, drawn again from spec and seed (`initialTensors` of core/nn). */
  readonly initialTensors: readonly NamedTensor[];
  /** Parameters and running statistics at the run's end. */
  readonly finalTensors: readonly NamedTensor[];
  readonly trainLoss: Curve;
  readonly appVersion: string;
}

/** What an outsider needs to know to read the spec as we do; where libraries differ, the difference is named. */
const CONVENTIONS = {
  dense: 'y = x · weightᵀ + bias, weight [out, in]',
  network: 'hidden blocks layers.0 … layers.(n−1), then an output layer layers.n (dense with bias, no activation)',
  batchNorm:
    'momentum weighs the new batch; normalization by the biased batch variance; running_var is unbiased; epsilon inside the root',
  activations: 'leakyRelu slope 0.01, elu alpha 1, gelu exact (erf)',
  softmaxCrossEntropy: 'mean over the batch',
  meanSquaredError: 'against the one-hot class, mean over batch and classes',
  sgd: 'velocity = momentum · velocity + gradient; Nesterov as in PyTorch',
  inputs:
    'MNIST bytes ÷ 255; inputNormalization is by the training set’s statistics (per feature; per channel for images)',
  batches: 'batches.npy[k] are indices into the training set, in file order, of step k + 1',
  series: 'train/loss of step k is that of its batch before its update, in training mode',
};

/**
 * The files from which another framework can replay a run, by name. Batches are drawn again from spec and seed, as the
 * initial values are, which gives the same bits everywhere; final values and losses are what the run reported.
 *
 * - `spec.json`: the run's spec with its seed, about the run, and the conventions
 * - `initial.safetensors`, `final.safetensors`: PyTorch state dicts
 * - `batches.npy`: int32 [steps, batchSize]
 * - `series.csv`: step, train/loss
 * - `dataset.safetensors`: the examples, for generated data sets only; MNIST is had elsewhere
 *
 * @throws LabError (CONFLICT) if the run has made no step or has no final values.
 */
export function replayFiles(input: ReplayInput): Map<string, Uint8Array> {
  const { run, spec, dataset, initialTensors, finalTensors, trainLoss, appVersion } = input;
  const steps = trainLoss.steps.length === 0 ? 0 : trainLoss.steps[trainLoss.steps.length - 1];
  if (steps === 0 || finalTensors.length === 0) {
    throw new LabError(
      'CONFLICT',
      `Run ${run.id} (${run.status}) cannot be replayed: it has ${steps === 0 ? 'no step' : 'no final parameters'}.`,
    );
  }
  const files = new Map([
    ['spec.json', utf8ToBytes(`${JSON.stringify(specFile(input, steps), null, 2)}\n`)],
    ['initial.safetensors', writeSafetensors(stateDict(initialTensors, 0), { format: 'pt', step: '0' })],
    [
      'final.safetensors',
      writeSafetensors(stateDict(finalTensors, run.steps), { format: 'pt', step: String(run.steps) }),
    ],
    ['batches.npy', writeNpy([steps, spec.batchSize], batches(run.seed, dataset, spec.batchSize, steps))],
    ['series.csv', utf8ToBytes(seriesCsv(trainLoss))],
  ]);
  if (spec.dataset.kind !== 'mnist') {
    files.set('dataset.safetensors', writeSafetensors(examples(dataset), { writtenBy: `BatchNorm Lab ${appVersion}` }));
  }
  return files;
}

function specFile({ run, spec, dataset, appVersion }: ReplayInput, steps: number) {
  return {
    ...spec,
    seed: run.seed,
    run: {
      id: run.id,
      arm: run.arm,
      status: run.status,
      steps,
      updates: run.steps,
      divergedAtStep: run.divergedAtStep,
      device: run.device,
      specHash: run.specHash,
      appVersion,
    },
    data: {
      name: dataset.name,
      classes: dataset.classes,
      exampleShape: dataset.exampleShape,
      trainExamples: dataset.train.count,
      testExamples: dataset.test.count,
    },
    conventions: CONVENTIONS,
  };
}

function batches(seed: number, dataset: Dataset, batchSize: number, steps: number): Int32Array {
  const order = new ExampleOrder(seed, dataset.train.count, batchSize);
  const indices = new Int32Array(steps * batchSize);
  for (let step = 0; step < steps; step++) indices.set(order.batch(step), step * batchSize);
  return indices;
}

function examples(dataset: Dataset): SafeTensor[] {
  const split = (name: string, { count, values, labels }: Split): SafeTensor[] => [
    { name: `${name}.values`, shape: [count, ...dataset.exampleShape], values: float32Values(values) },
    { name: `${name}.labels`, shape: [count], values: labels },
  ];
  return [...split('train', dataset.train), ...split('test', dataset.test)];
}

/** Bytes stand for value / 255. */
function float32Values(values: Uint8Array | Float32Array): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values, (byte) => byte / 255);
}
