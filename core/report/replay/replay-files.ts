import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { RunRecord } from '../../contract/run-record.ts';
import { ExampleOrder } from '../../data/batches.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { ImageMoves } from '../../data/image-moves.ts';
import { LabError } from '../../errors.ts';
import { OP_DESCRIPTIONS } from '../../plan/op-table.ts';
import { TRAIN_LOSS } from '../../series/series-name.ts';
import { augmentationOf, type DatasetKind } from '../../spec/dataset/dataset.ts';
import type { RunSpec } from '../../spec/experiment.ts';
import { ADAMW_WEIGHT_DECAY } from '../../spec/training/optimizer.ts';
import type { Curve } from '../../series/curve.ts';
import type { NamedTensor } from '../../tensor/named-tensor.ts';
import { dropoutLayers, maskBytes, packedMasks } from './dropout-masks.ts';
import { writeNpy } from '../../data/npy/write-npy.ts';
import { writeSafetensors, type SafeTensor } from '../../tensor/safetensors.ts';
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
  network:
    'hidden layers layers.0 … layers.(n−1), then an output layer layers.n (dense with bias, no activation); a residual block holds residual.layers.<j> and residual.shortcut, and is activation(layers(x) + shortcut(x))',
  images: 'examples are [height, width, channels]; a dense layer flattens in that order',
  /** What each op of the plan means. */
  ops: opConventions(),
  dropoutMasks:
    'dropout.<layer>.npy has row k for step k + 1: a bit for each number of the batch (examples as images are laid out here), 1 if it is kept, first number first, as numpy.unpackbits reads it. It is left out where it is larger than 256 MiB; the same masks follow from the keys',
  optimizer: `gradients are clipped, then decayed, then the optimizer's own rule applies; weightDecay of adamw is ${ADAMW_WEIGHT_DECAY} if absent`,
  schedule:
    'applies after every update: step and exponential by their interval, cosine to final · learningRate at the run’s end; in a warm-up of w steps the u-th update has learningRate · u / w',
  inputs:
    'MNIST bytes ÷ 255; inputNormalization is by the training set’s mean and population σ (per feature; per channel for images), in float64, and rounded to float32 thereafter',
  batches: 'batches.npy[k] are indices into the training set, in file order, of step k + 1',
  series: `${TRAIN_LOSS} of step k is that of its batch before its update, in training mode`,
};

/** By the op's kind. */
function opConventions(): Record<string, string> {
  const entries = Object.entries(OP_DESCRIPTIONS).flatMap(([kind, { convention }]) =>
    convention === null ? [] : [[kind, convention] as const],
  );
  return Object.fromEntries(entries);
}

/** Beyond this, the rule by which masks are computed says as much in a few lines. */
const MASK_BYTES_MAX = 2 ** 28;

/** Data sets that everybody can have: their examples are not written out. */
const PUBLISHED: ReadonlySet<DatasetKind> = new Set(['mnist', 'fashionMnist', 'cifar10']);

/**
 * The files from which another framework can replay a run, by name. Batches are drawn again from spec and seed, as the
 * initial values are, which gives the same bits everywhere; final values and losses are what the run reported.
 *
 * - `spec.json`: the run's spec with its seed, about the run, and the conventions
 * - `initial.safetensors`, `final.safetensors`: PyTorch state dicts
 * - `batches.npy`: int32 [steps, batchSize]
 * - `dropout.<layer>.npy`: bytes [steps, …], which numbers a dropout layer kept, a bit each, where it is of a handy size
 * - `moves.npy`: int32 [steps, batchSize, 3], how each image was moved and mirrored, if images were augmented
 * - `series.csv`: step, train/loss
 * - `dataset.safetensors`: the examples, but not of the published sets (MNIST, Fashion-MNIST, CIFAR-10), which are had elsewhere
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
  const augmentation = augmentationOf(spec.dataset);
  if (augmentation !== null) {
    const moves = new ImageMoves(run.seed, augmentation, spec.batchSize);
    files.set('moves.npy', writeNpy([steps, spec.batchSize, 3], allMoves(moves, spec.batchSize, steps)));
  }
  for (const layer of dropoutLayers(spec.network, dataset.exampleShape, run.seed)) {
    if (maskBytes(layer, spec.batchSize, steps) > MASK_BYTES_MAX) continue;
    const { shape, values } = packedMasks(layer, spec.batchSize, steps);
    files.set(`dropout.${layer.layer}.npy`, writeNpy(shape, values));
  }
  if (!PUBLISHED.has(spec.dataset.kind)) {
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
    dropout: dropoutLayers(spec.network, dataset.exampleShape, run.seed),
    conventions: CONVENTIONS,
  };
}

function batches(seed: number, dataset: Dataset, batchSize: number, steps: number): Int32Array {
  const order = new ExampleOrder(seed, dataset.train.count, batchSize);
  const indices = new Int32Array(steps * batchSize);
  for (let step = 0; step < steps; step++) indices.set(order.batch(step), step * batchSize);
  return indices;
}

function allMoves(moves: ImageMoves, batchSize: number, steps: number): Int32Array {
  const all = new Int32Array(steps * batchSize * 3);
  for (let step = 0; step < steps; step++) all.set(moves.step(step), step * batchSize * 3);
  return all;
}

function examples(dataset: Dataset): SafeTensor[] {
  const split = (name: string, { count, values, labels }: Split): SafeTensor[] => [
    { name: `${name}.values`, shape: [count, ...dataset.exampleShape], values: writtenValues(values) },
    { name: `${name}.labels`, shape: [count], values: labels },
  ];
  return [...split('train', dataset.train), ...split('test', dataset.test)];
}

/** Bytes stand for value / 255. Numbers that float32 does not hold stay float64. */
function writtenValues(values: Split['values']): Float32Array | Float64Array {
  return values instanceof Uint8Array ? Float32Array.from(values, (byte) => byte / 255) : values;
}
