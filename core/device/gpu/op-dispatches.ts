import { present } from '../../assert.ts';
import { DeviceError } from '../../errors.ts';
import type { Op } from '../../plan/ops.ts';
import type { Phase } from '../../plan/plan.ts';
import {
  batchNormDispatches,
  batchNormBackwardDispatches,
  batchNormEvaluateDispatches,
} from './batch-norm-dispatches.ts';
import type { Dispatch } from './dispatch.ts';
import { ACTIVATION_FUNCTIONS, ACTIVATION_KERNELS } from './kernels/activation.ts';
import { add, columnSum, copy } from './kernels/matrix.ts';
import { lossDispatches } from './loss-dispatches.ts';
import { byRowsAndColumns, elementwise, type OpContext } from './op-context.ts';
import { optimizerDispatches } from './optimizer-dispatches.ts';
import { GATHER_WORKGROUP, gatherCode } from './wgsl/gather.ts';
import { gemmKernel } from './wgsl/gemm.ts';
import { FINISH_STEP_CODE, logCode } from './wgsl/step-state.ts';

/** The dispatches of one step of a phase, in order. @throws DeviceError (UNSUPPORTED) naming an op that is missing here. */
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
    case 'gemm': {
      const { code, words, groups } = gemmKernel(op);
      const reads = [op.a, op.b, ...(op.bias === null ? [] : [op.bias])].map(region);
      return [{ kernel: kernels.wgsl(code, words, groups), reads, writes: [region(op.c)] }];
    }
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
    case 'batchNorm':
      return batchNormDispatches(op, context);
    case 'batchNormEvaluate':
      return batchNormEvaluateDispatches(op, context);
    case 'batchNormBackward':
      return batchNormBackwardDispatches(op, context);
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return lossDispatches(op, context);
    case 'columnSum': {
      const constants = { rows: region(op.x).rows };
      return [await byRowsAndColumns(context, columnSum, [region(op.x)], region(op.sum), { constants })];
    }
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
    case 'sgd':
    case 'rmsprop':
    case 'adam':
      return optimizerDispatches(op, context);
    default:
      throw new DeviceError(
        'UNSUPPORTED',
        `The gpu device does not have the op ${op.kind} yet. Run this on the wasm device.`,
        {
          op: op.kind,
        },
      );
  }
}
