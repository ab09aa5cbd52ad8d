import * as code from '../op-code';
import { activation, activationBackward } from './activation';
import { adam, rmsprop } from './adaptive';
import { augment } from './augment';
import { batchNorm, batchNormBackward, batchNormEvaluate, batchNormFrozen, batchNormFrozenBackward } from './batch-norm';
import { batchRenorm, batchRenormBackward } from './batch-norm';
import { columnSum } from './column-sum';
import { convolution, convolutionGradWeight } from './convolution';
import { addWeightDecay, clipGradients, decayWeights, gradientSquares } from './decay';
import { add, dropout, reshape } from './elementwise';
import { gather } from './gather';
import { gemm } from './gemm';
import { groupNorm, groupNormBackward } from './group-norm';
import { log, meanSquaredError, softmaxCrossEntropy } from './loss';
import { sgd } from './optimizer';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling';
import { integer } from './record';
import { writeConstants } from './vector-math';
import { weightNorm, weightNormBackward } from './weight-norm';

export { useWidePanels } from './panels';

/**
 * Runs an encoded phase step after step, without leaving WebAssembly. `work` is memory that kernels may use within one
 * op. Ends early, after a whole step, if that step's loss is not finite.
 * @returns how many steps ran.
 */
export function run(records: usize, recordCount: i32, steps: i32, work: usize): i32 {
  writeConstants();
  const end = records + ((<usize>recordCount * code.RECORD_WORDS) << 2);
  for (let step = 0; step < steps; step++) {
    let finite = true;
    for (let record = records; record < end; record += code.RECORD_WORDS << 2) {
      if (integer(record, 0) == code.LOG) finite = log(record, step) && finite;
      else execute(record, step, work);
    }
    if (!finite) return step + 1;
  }
  return steps;
}

function execute(record: usize, step: i32, work: usize): void {
  switch (integer(record, 0)) {
    case code.GATHER: gather(record, step); break;
    case code.AUGMENT: augment(record, step); break;
    case code.RESHAPE: reshape(record); break;
    case code.GEMM: gemm(record, work); break;
    case code.COLUMN_SUM: columnSum(record); break;
    case code.ADD: add(record); break;
    case code.ACTIVATION: activation(record); break;
    case code.ACTIVATION_BACKWARD: activationBackward(record); break;
    case code.CONVOLUTION: convolution(record, work); break;
    case code.CONVOLUTION_GRAD_WEIGHT: convolutionGradWeight(record, work); break;
    case code.MAX_POOL: maxPool(record); break;
    case code.MAX_POOL_BACKWARD: maxPoolBackward(record); break;
    case code.AVERAGE_POOL: averagePool(record); break;
    case code.AVERAGE_POOL_BACKWARD: averagePoolBackward(record); break;
    case code.DROPOUT: dropout(record, step); break;
    case code.BATCH_NORM: batchNorm(record, work); break;
    case code.BATCH_NORM_EVALUATE: batchNormEvaluate(record, work); break;
    case code.BATCH_NORM_BACKWARD: batchNormBackward(record, work); break;
    case code.BATCH_NORM_FROZEN: batchNormFrozen(record, work); break;
    case code.BATCH_NORM_FROZEN_BACKWARD: batchNormFrozenBackward(record, work); break;
    case code.BATCH_RENORM: batchRenorm(record, work); break;
    case code.BATCH_RENORM_BACKWARD: batchRenormBackward(record, work); break;
    case code.GROUP_NORM: groupNorm(record, work); break;
    case code.GROUP_NORM_BACKWARD: groupNormBackward(record, work); break;
    case code.WEIGHT_NORM: weightNorm(record); break;
    case code.WEIGHT_NORM_BACKWARD: weightNormBackward(record); break;
    case code.SOFTMAX_CROSS_ENTROPY: softmaxCrossEntropy(record, work); break;
    case code.MEAN_SQUARED_ERROR: meanSquaredError(record); break;
    case code.GRADIENT_SQUARES: gradientSquares(record, work); break;
    case code.CLIP_GRADIENTS: clipGradients(record, work); break;
    case code.ADD_WEIGHT_DECAY: addWeightDecay(record); break;
    case code.DECAY_WEIGHTS: decayWeights(record, step); break;
    case code.SGD: sgd(record, step); break;
    case code.RMSPROP: rmsprop(record, step); break;
    case code.ADAM: adam(record, step); break;
    default: unreachable();
  }
}
