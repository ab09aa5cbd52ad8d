import { assert, present } from '../assert.ts';
import { featureCount, type Dataset, type Split } from '../data/dataset.ts';
import { PlanBuilder, type SplitForm } from '../plan/plan-builder.ts';
import type { PhaseBuilder } from '../plan/phase-builder.ts';
import type { BufferId, Plan } from '../plan/plan.ts';
import type { ObservedQuantity } from '../plan/observation.ts';
import type { AugmentOp } from '../plan/ops.ts';
import type { AugmentationSpec } from '../spec/dataset/dataset-images.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { checkTrainable } from './check-trainable.ts';
import type { ExampleForm } from './initial-values.ts';
import type { Mode } from './layers/layer.ts';
import { emitLoss, type LossOptions } from './losses/loss.ts';
import { channelsOf, positionsOf } from '../spec/network/layer-shape.ts';
import { spanSteps } from '../spec/training/span.ts';
import { buildNetwork, type BuiltNetwork } from './network.ts';
import { optimizerOf } from './optimizers/optimizer-of.ts';
import type { Optimizer } from './optimizers/optimizer.ts';

/** The part of a data set that the plan depends on: shapes, counts and element types, but no values. */
export interface DataForm extends ExampleForm {
  readonly train: SplitForm;
  readonly test: SplitForm;
}

/** And what it takes in memory. */
export interface LoadedDataForm extends DataForm {
  readonly train: LoadedSplitForm;
  readonly test: LoadedSplitForm;
}

export interface LoadedSplitForm extends SplitForm {
  /** 8 where float32 does not say a file's numbers exactly. */
  readonly bytesPerValue: 1 | 4 | 8;
}

export interface Model {
  readonly plan: Plan;
  /** Computes what the host writes into the plan's schedule for each step. */
  readonly optimizer: Optimizer;
  /** Where the host writes how each training image is moved (see `AugmentOp`); null without augmentation. */
  readonly moves: BufferId | null;
}

/** Limits a call's index buffer to 4 MiB, and its steps to more than 20 ms of any network. */
const INDICES_PER_CALL = 2 ** 20;
const STEPS_PER_CALL = 4_096;

/**
 * The plan of a run: the train phase (gather, forward, loss, log, backward, update) and the evaluate phase (gather,
 * forward in evaluation mode, loss, log).
 * @param observed What of the train phase can be read after a step; see `PlanOptions`.
 * @throws SpecError where the spec cannot train on this data.
 */
export function buildModel(
  spec: Pick<RunSpec, 'network' | 'loss' | 'labelSmoothing' | 'optimizer' | 'batchSize' | 'duration' | 'evaluation'>,
  data: DataForm,
  augmentation: AugmentationSpec | null = null,
  observed: readonly ObservedQuantity[] = [],
): Model {
  checkTrainable(spec, data, augmentation);
  const features = featureCount(data);
  const network = buildNetwork(spec.network, data.exampleShape, data.classes);
  const stepsPerEpoch = Math.floor(data.train.count / spec.batchSize);
  const length = { stepsPerEpoch, stepsTotal: spanSteps(spec.duration, stepsPerEpoch) };
  const optimizer = optimizerOf(spec.optimizer, length);
  const logsTopK = spec.evaluation.topK !== undefined;
  const builder = new PlanBuilder({ features, data, moments: optimizer.moments, logsTopK, observed });
  for (const { path, role, shape } of network.layer.tensors) {
    if (role === 'parameter') builder.declareParameter(path, shape);
    else builder.declareStatistic(path, shape);
  }

  const train = builder.phase('train', spec.batchSize, stepsPerCall(spec.batchSize));
  const moves = augmentation === null ? null : train.stepInput('moves', 3 * spec.batchSize);
  const trained = emitForward(train, builder, network, spec, 'training', augmentedBy(moves, data.exampleShape));
  trained.backward();
  optimizer.emitUpdate(train);

  const evaluationBatchSize = Math.min(spec.evaluation.batchSize, data.test.count);
  const evaluate = builder.phase('evaluate', evaluationBatchSize, stepsPerCall(evaluationBatchSize));
  emitForward(evaluate, builder, network, spec, 'evaluation');

  return { plan: builder.build(), optimizer, moves };
}

/** The form of a data set in memory. */
export function dataForm(dataset: Dataset): LoadedDataForm {
  return {
    exampleShape: dataset.exampleShape,
    classes: dataset.classes,
    train: splitForm(dataset.train),
    test: splitForm(dataset.test),
  };
}

function splitForm({ count, values }: Split): LoadedSplitForm {
  if (values instanceof Uint8Array) return { count, elementType: 'byte', bytesPerValue: 1 };
  return { count, elementType: 'float', bytesPerValue: values instanceof Float64Array ? 8 : 4 };
}

function stepsPerCall(batchSize: number): number {
  return Math.max(1, Math.min(STEPS_PER_CALL, Math.floor(INDICES_PER_CALL / batchSize)));
}

function emitForward(
  phase: PhaseBuilder,
  builder: PlanBuilder,
  network: BuiltNetwork,
  spec: LossOptions,
  mode: Mode,
  augmented: Augmented | null = null,
): { backward: () => void } {
  const { x, batchLabels } = emitGather(phase, builder, network, mode, augmented);
  const forward = network.layer.forward(phase, x, mode);
  const { gradLogits, ...rows } = emitLoss(phase, spec, forward.output, batchLabels, mode);
  phase.emit({ kind: 'log', ...rows, log: phase.log });
  return {
    backward: () => {
      const gradInput = forward.backward(present(gradLogits, 'the gradient of the loss'), 'unwanted');
      assert(gradInput === null, 'the first layer spares the gradient of the examples');
    },
  };
}

function emitGather(
  phase: PhaseBuilder,
  builder: PlanBuilder,
  { inputShape }: BuiltNetwork,
  mode: Mode,
  augmented: Augmented | null,
): { x: BufferId; batchLabels: BufferId } {
  const { values, labels } = builder.data[mode === 'training' ? 'train' : 'test'];
  const { scale, shift } = builder.input;
  const x = phase.scratch('input/x', phase.batchSize * positionsOf(inputShape), channelsOf(inputShape));
  const batchLabels = phase.scratch('input/batchLabels', phase.batchSize, 1, 'int');
  phase.emit({ kind: 'gather', values, labels, indices: phase.indices, scale, shift, x, batchLabels });
  if (augmented === null) return { x, batchLabels };
  const y = phase.scratch('input/augmented', phase.rows(x), phase.columns(x));
  phase.emit({ kind: 'augment', x, y, padding: shift, ...augmented });
  return { x: y, batchLabels };
}

type Augmented = Pick<AugmentOp, 'moves' | 'height' | 'width' | 'channels'>;

function augmentedBy(moves: BufferId | null, [height, width, channels]: readonly number[]): Augmented | null {
  return moves === null ? null : { moves, height, width, channels };
}
