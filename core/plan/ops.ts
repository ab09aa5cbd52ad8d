import type { ActivationBackwardOp, ActivationOp } from './ops/activation.ts';
import type { BatchNormFrozenBackwardOp, BatchNormFrozenOp } from './ops/batch-norm-frozen.ts';
import type { BatchNormBackwardOp, BatchNormEvaluateOp, BatchNormOp } from './ops/batch-norm.ts';
import type { BatchRenormBackwardOp, BatchRenormOp } from './ops/batch-renorm.ts';
import type { Conv2dGradInputOp, Conv2dGradWeightOp, Conv2dOp } from './ops/convolution.ts';
import type { AugmentOp, GatherOp, ReshapeOp } from './ops/data.ts';
import type { DropoutOp } from './ops/dropout.ts';
import type { GroupNormBackwardOp, GroupNormOp } from './ops/group-norm.ts';
import type { LogOp, MeanSquaredErrorOp, SoftmaxCrossEntropyOp } from './ops/loss.ts';
import type { AddOp, ColumnSumOp, GemmOp } from './ops/matrix.ts';
import type { OptimizerOp } from './ops/optimizer.ts';
import type { AveragePoolBackwardOp, AveragePoolOp, MaxPoolBackwardOp, MaxPoolOp } from './ops/pooling.ts';
import type { WeightNormBackwardOp, WeightNormOp } from './ops/weight-norm.ts';

export type * from './ops/activation.ts';
export type * from './ops/batch-norm-frozen.ts';
export type * from './ops/batch-norm.ts';
export type * from './ops/batch-renorm.ts';
export type * from './ops/convolution.ts';
export type * from './ops/data.ts';
export type * from './ops/dropout.ts';
export type * from './ops/group-norm.ts';
export type * from './ops/loss.ts';
export type * from './ops/matrix.ts';
export type * from './ops/optimizer.ts';
export type * from './ops/pooling.ts';
export type * from './ops/weight-norm.ts';
export type * from './ops/window.ts';

/**
 * Everything a device can be asked to do. Ops are stateless: all they read and write are buffers. No op works in
 * place unless its docstring says so. Shapes in fixed letters: B rows of the batch, F features, C channels (columns).
 * `s` is the step's number within the current call of `Program.run`, from 0.
 */
export type Op =
  | GatherOp
  | AugmentOp
  | ReshapeOp
  | GemmOp
  | ColumnSumOp
  | AddOp
  | ActivationOp
  | ActivationBackwardOp
  | Conv2dOp
  | Conv2dGradInputOp
  | Conv2dGradWeightOp
  | MaxPoolOp
  | MaxPoolBackwardOp
  | AveragePoolOp
  | AveragePoolBackwardOp
  | DropoutOp
  | NormalizationOp
  | SoftmaxCrossEntropyOp
  | MeanSquaredErrorOp
  | LogOp
  | OptimizerOp;

export type NormalizationOp =
  | BatchNormOp
  | BatchNormEvaluateOp
  | BatchNormBackwardOp
  | BatchNormFrozenOp
  | BatchNormFrozenBackwardOp
  | BatchRenormOp
  | BatchRenormBackwardOp
  | GroupNormOp
  | GroupNormBackwardOp
  | WeightNormOp
  | WeightNormBackwardOp;

export type OpKind = Op['kind'];
export type OpOf<Kind extends OpKind> = Extract<Op, { kind: Kind }>;
