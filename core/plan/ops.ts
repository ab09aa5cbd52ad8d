import type { ActivationFunction } from './activation-function.ts';
import type { BufferId } from './buffer.ts';

/**
 * Everything a device can be asked to do. Ops are stateless: all they read and write are buffers. No op works in
 * place unless its docstring says so. Shapes in fixed letters: B rows of the batch, F features, C channels (columns).
 * `s` is the step's number within the current call of `Program.run`, from 0.
 */
export type Op =
  | GatherOp
  | GemmOp
  | ActivationOp
  | ActivationBackwardOp
  | BatchNormOp
  | BatchNormEvaluateOp
  | BatchNormBackwardOp
  | SoftmaxCrossEntropyOp
  | MeanSquaredErrorOp
  | ColumnSumOp
  | LogOp
  | SgdOp;

export type OpKind = Op['kind'];

/**
 * x[r, f] = values[i, f] · scale[f] + shift[f] and batchLabels[r] = labels[i], with i = indices[s, r].
 * Where i is −1: x[r, ·] = 0 and batchLabels[r] = −1.
 */
export interface GatherOp {
  readonly kind: 'gather';
  readonly values: BufferId;
  readonly labels: BufferId;
  readonly indices: BufferId;
  readonly scale: BufferId;
  readonly shift: BufferId;
  /** float [B, F] */
  readonly x: BufferId;
  /** int [B, 1] */
  readonly batchLabels: BufferId;
}

/**
 * c = op(a) · op(b) (+ bias, one value per column) (+ c if accumulate).
 * NN: a [m, k], b [k, n]. NT: a [m, k], b [n, k]. TN: a [k, m], b [k, n]. c [m, n]; bias [1, n].
 */
export interface GemmOp {
  readonly kind: 'gemm';
  readonly form: 'NN' | 'NT' | 'TN';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: BufferId;
  readonly b: BufferId;
  readonly c: BufferId;
  readonly bias: BufferId | null;
  readonly accumulate: boolean;
}

/** y = f(x). x, y: [B, C]. */
export interface ActivationOp {
  readonly kind: 'activation';
  readonly function: ActivationFunction;
  readonly x: BufferId;
  readonly y: BufferId;
}

/** gradInput = gradOutput · f′(x), from x or from y = f(x), whichever is cheaper. All [B, C]. */
export interface ActivationBackwardOp {
  readonly kind: 'activationBackward';
  readonly function: ActivationFunction;
  readonly x: BufferId;
  readonly y: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
}

/**
 * Training mode, per channel over the B rows:
 * batchMean = Σ x / B; batchVar = Σ (x − batchMean)² / B (biased; by a formula that survives mean 1e4, sd 1e-2);
 * invStd = 1 / √(batchVar + epsilon); xHat = (x − batchMean) · invStd; y = gamma · xHat + beta (y = xHat without affine);
 * runningMean += momentum · (batchMean − runningMean); runningVar += momentum · (batchVar · B / (B − 1) − runningVar).
 * x, xHat, y: [B, C]; all others [1, C]. B ≥ 2. gamma and beta are both null without affine, and then `y` equals `xHat`
 * (the same buffer). Ioffe & Szegedy 2015, algorithm 1; running statistics by PyTorch's convention.
 */
export interface BatchNormOp {
  readonly kind: 'batchNorm';
  readonly x: BufferId;
  readonly xHat: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly batchMean: BufferId;
  readonly invStd: BufferId;
  readonly runningMean: BufferId;
  readonly runningVar: BufferId;
  readonly epsilon: number;
  readonly momentum: number;
}

/** y = gamma · (x − runningMean) / √(runningVar + epsilon) + beta. x, y: [B, C]; all others [1, C]. B ≥ 1. */
export interface BatchNormEvaluateOp {
  readonly kind: 'batchNormEvaluate';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly runningMean: BufferId;
  readonly runningVar: BufferId;
  readonly epsilon: number;
}

/**
 * gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat;
 * gradInput = gamma · invStd · (gradOutput − (gradBeta + xHat · gradGamma) / B), with gamma = 1 without affine (the two
 * sums are then scratch buffers). xHat, gradOutput, gradInput: [B, C]; all others [1, C].
 */
export interface BatchNormBackwardOp {
  readonly kind: 'batchNormBackward';
  readonly xHat: BufferId;
  readonly gamma: BufferId | null;
  readonly invStd: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly gradGamma: BufferId;
  readonly gradBeta: BufferId;
}

/**
 * rowLoss[r] = log Σ_c exp(logits[r, c]) − logits[r, label]; rowCorrect[r] = 1 if the first largest logit is the label's,
 * else 0; gradLogits = (softmax(logits) − oneHot(label)) / B where `gradLogits` is not null.
 * Rows with label −1: all three are 0. logits, gradLogits: [B, C]; batchLabels: int [B, 1]; rowLoss, rowCorrect: [B, 1].
 */
export interface SoftmaxCrossEntropyOp {
  readonly kind: 'softmaxCrossEntropy';
  readonly logits: BufferId;
  readonly batchLabels: BufferId;
  readonly rowLoss: BufferId;
  readonly rowCorrect: BufferId;
  readonly gradLogits: BufferId | null;
}

/**
 * rowLoss[r] = Σ_c (logits[r, c] − oneHot(label)[c])² / C; gradLogits = 2 · (logits − oneHot(label)) / (B · C);
 * rowCorrect and rows with label −1 as in softmaxCrossEntropy. The mean over rows is PyTorch's MSELoss.
 */
export interface MeanSquaredErrorOp {
  readonly kind: 'meanSquaredError';
  readonly logits: BufferId;
  readonly batchLabels: BufferId;
  readonly rowLoss: BufferId;
  readonly rowCorrect: BufferId;
  readonly gradLogits: BufferId | null;
}

/** sum[c] = Σ_r x[r, c]. x: [B, C], sum: [1, C]. */
export interface ColumnSumOp {
  readonly kind: 'columnSum';
  readonly x: BufferId;
  readonly sum: BufferId;
}

/** log[s, 0] = Σ rowLoss, log[s, 1] = Σ rowCorrect. A sum that is not finite halts the call after this step. */
export interface LogOp {
  readonly kind: 'log';
  readonly rowLoss: BufferId;
  readonly rowCorrect: BufferId;
  readonly log: BufferId;
}

/**
 * Over all of `Plan.parameters` at once (their values, gradients and moments lie in parallel arenas). Without momentum:
 * value −= learningRate · gradient. With it: velocity = momentum · velocity + gradient; value −= learningRate ·
 * (nesterov ? gradient + momentum · velocity : velocity). PyTorch's SGD with dampening 0. The velocity is moment 0.
 */
export interface SgdOp {
  readonly kind: 'sgd';
  readonly hyperparameters: BufferId;
  readonly momentum: boolean;
  readonly nesterov: boolean;
}
