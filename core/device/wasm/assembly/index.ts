import {
  ACTIVATION,
  ACTIVATION_BACKWARD,
  BATCH_NORM,
  BATCH_NORM_BACKWARD,
  BATCH_NORM_EVALUATE,
  COLUMN_SUM,
  GATHER,
  GEMM,
  LOG,
  MEAN_SQUARED_ERROR,
  RECORD_WORDS,
  SGD,
  SOFTMAX_CROSS_ENTROPY,
} from '../op-code';
import { activation, activationBackward } from './activation';
import { batchNorm, batchNormBackward, batchNormEvaluate } from './batch-norm';
import { columnSum } from './column-sum';
import { gather } from './gather';
import { gemm } from './gemm';
import { log, meanSquaredError, softmaxCrossEntropy } from './loss';
import { sgd } from './optimizer';
import { integer } from './record';

/**
 * Runs an encoded phase step after step, without leaving WebAssembly. `work` is memory that kernels may use within one
 * op. Ends early, after a whole step, if that step's loss is not finite.
 * @returns how many steps ran.
 */
export function run(records: usize, recordCount: i32, steps: i32, work: usize): i32 {
  const end = records + (<usize>recordCount * RECORD_WORDS << 2);
  for (let step = 0; step < steps; step++) {
    let finite = true;
    for (let record = records; record < end; record += RECORD_WORDS << 2) {
      switch (integer(record, 0)) {
        case GATHER: gather(record, step); break;
        case GEMM: gemm(record, work); break;
        case ACTIVATION: activation(record); break;
        case ACTIVATION_BACKWARD: activationBackward(record); break;
        case BATCH_NORM: batchNorm(record); break;
        case BATCH_NORM_EVALUATE: batchNormEvaluate(record); break;
        case BATCH_NORM_BACKWARD: batchNormBackward(record); break;
        case SOFTMAX_CROSS_ENTROPY: softmaxCrossEntropy(record, work); break;
        case MEAN_SQUARED_ERROR: meanSquaredError(record); break;
        case COLUMN_SUM: columnSum(record); break;
        case LOG: finite = log(record, step) && finite; break;
        case SGD: sgd(record, step); break;
        default: unreachable();
      }
    }
    if (!finite) return step + 1;
  }
  return steps;
}
