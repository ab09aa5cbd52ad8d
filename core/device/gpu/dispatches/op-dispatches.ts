import { present } from '../../../assert.ts';
import type { Op } from '../../../plan/ops.ts';
import type { Phase } from '../../../plan/plan.ts';
import { columnSumDispatches } from './column-sums.ts';
import type { Dispatch } from './dispatch.ts';
import { addWeightDecayDispatches, clipGradientsDispatches, decayWeightsDispatches } from './gradients.ts';
import { ACTIVATION_FUNCTIONS, ACTIVATION_KERNELS } from '../kernels/activation.ts';
import { augment } from '../kernels/augment.ts';
import { add, copy } from '../kernels/matrix.ts';
import { lossDispatches } from './loss.ts';
import { normalizationDispatches } from './normalizations.ts';
import { byPlanes, elementwise, type OpContext } from './op-context.ts';
import { optimizerDispatches } from './optimizer.ts';
import { poolingDispatches } from './pooling.ts';
import { convolutionDispatches, gemmDispatches } from './products.ts';
import { images } from './views.ts';
import { DROPOUT_CODE, dropoutWords } from '../wgsl/dropout.ts';
import { foldedGroups } from '../wgsl/folded-threads.ts';
import { GATHER_WORKGROUP, gatherCode } from '../wgsl/gather.ts';
import { FINISH_STEP_CODE, logCode } from '../wgsl/step-state.ts';

/** The dispatches of one step of a phase, in order. */
export async function phaseDispatches(phase: Phase, context: OpContext): Promise<Dispatch[]> {
  const dispatches: Dispatch[] = [];
  for (const op of phase.ops) dispatches.push(...(await opDispatches(op, context)));
  const finish = context.kernels.wgsl(FINISH_STEP_CODE, null, [1, 1, 1]);
  return [...dispatches, { kernel: finish, reads: [], writes: [context.state] }];
}

const ACTIVATION_FORM = { functions: ACTIVATION_FUNCTIONS };

async function opDispatches(op: Op, context: OpContext): Promise<Dispatch[]> {
  const { plan, kernels, region, state } = context;
  switch (op.kind) {
    case 'gather': {
      const { elementType, columns: features } = plan.buffers[op.values];
      const rows = plan.buffers[op.indices].columns;
      const words = Uint32Array.of(rows, features, region(op.values).columns, 0);
      const groups = [Math.ceil(features / GATHER_WORKGROUP), rows, 1];
      const kernel = kernels.wgsl(gatherCode(elementType === 'byte'), words, groups);
      const reads = [op.values, op.labels, op.indices, op.scale, op.shift].map(region);
      return [{ kernel, reads: [...reads, state], writes: [region(op.x), region(op.batchLabels)] }];
    }
    case 'augment': {
      const { height, width, channels } = op;
      const batch = plan.buffers[op.moves].columns / 3;
      const [x, y] = [images(region(op.x), batch, height), images(region(op.y), batch, height)];
      const reads = [x, region(op.moves), images(region(op.padding), 1, height), state];
      return [await byPlanes(context, augment, reads, y, { constants: { height, width, channels } })];
    }
    case 'dropout': {
      const { rows, columns } = region(op.x);
      const kernel = kernels.wgsl(DROPOUT_CODE, dropoutWords(rows * columns, op.rate), foldedGroups(rows * columns));
      const reads = [region(op.x), region(op.keys), region(op.stepNumbers), state];
      return [{ kernel, reads, writes: [region(op.y)] }];
    }
    case 'gemm':
      return gemmDispatches(op, context);
    case 'conv2d':
    case 'conv2dGradInput':
    case 'conv2dGradWeight':
      return convolutionDispatches(op, context);
    case 'maxPool':
    case 'maxPoolBackward':
    case 'averagePool':
    case 'averagePoolBackward':
      return poolingDispatches(op, context);
    case 'activation': {
      if (op.function === 'identity') return [await elementwise(context, copy, [region(op.x)], region(op.y))];
      const { forward } = ACTIVATION_KERNELS[op.function];
      return [await elementwise(context, forward, [region(op.x)], region(op.y), ACTIVATION_FORM)];
    }
    case 'activationBackward': {
      const gradOutput = region(op.gradOutput);
      if (op.function === 'identity') return [await elementwise(context, copy, [gradOutput], region(op.gradInput))];
      const { backward, backwardFrom } = ACTIVATION_KERNELS[op.function];
      const reads = [region(op[backwardFrom]), gradOutput];
      return [await elementwise(context, backward, reads, region(op.gradInput), ACTIVATION_FORM)];
    }
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return lossDispatches(op, context);
    case 'columnSum':
      return columnSumDispatches(region(op.x), region(op.sum), context);
    case 'add':
      return [await elementwise(context, add, [region(op.a), region(op.b)], region(op.y))];
    case 'reshape':
      return [await elementwise(context, copy, [region(op.x)], region(op.y))];
    case 'log': {
      const columns = region(op.log).columns;
      const sums = [op.rowLoss, op.rowCorrect, op.rowTopK].slice(0, columns);
      const words = Uint32Array.of(region(op.rowLoss).rows, 0, 0, 0);
      const reads = sums.map((id) => region(present(id, 'what is logged')));
      return [{ kernel: kernels.wgsl(logCode(columns), words, [1, 1, 1]), reads, writes: [region(op.log), state] }];
    }
    case 'clipGradients':
      return clipGradientsDispatches(op, context);
    case 'addWeightDecay':
      return addWeightDecayDispatches(op, context);
    case 'decayWeights':
      return decayWeightsDispatches(op, context);
    case 'sgd':
    case 'rmsprop':
    case 'adam':
      return optimizerDispatches(op, context);
    default:
      return normalizationDispatches(op, context);
  }
}
