import { present } from '../../../assert.ts';
import type { AddWeightDecayOp, ClipGradientsOp, DecayWeightsOp } from '../../../plan/ops.ts';
import { SCHEDULE, scheduleColumn } from '../../../plan/schedule.ts';
import type { Plan } from '../../../plan/plan.ts';
import { BINDING_ALIGNMENT } from '../adapter/web-gpu.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp, WorkspaceWords } from './gpu-op.ts';
import { STRIDED_TURNS, stridedSquares, stridedSums } from '../kernels/strided-sums.ts';
import { elementwise, workspace, type OpContext } from './op-context.ts';
import { foldedGroups } from '../wgsl/folded-threads.ts';
import { ADD_DECAY_CODE, CLIP_CODE, decayCode, inPlaceWords } from '../wgsl/in-place.ts';

/** See `ClipGradientsOp`: the arena's squares, summed until one number is left, and then the gradients in place. */
async function clipGradientsDispatches(op: ClipGradientsOp, context: OpContext): Promise<Dispatch[]> {
  const { gradients } = present(context.memory.arenas, 'the arenas of the parameters');
  const dispatches: Dispatch[] = [];
  let sums = gradients;
  do {
    const count = sums.columns;
    const stride = Math.ceil(count / STRIDED_TURNS);
    const target = workspace(context, dispatches.length % 2 === 0 ? 0 : 1, 1, stride);
    const kernel = dispatches.length === 0 ? stridedSquares : stridedSums;
    const form = { constants: { count, stride, turns: STRIDED_TURNS } };
    dispatches.push(await elementwise(context, kernel, [sums], target, form));
    sums = target;
  } while (sums.columns > 1);
  const elements = gradients.columns;
  const clip = context.kernels.wgsl(CLIP_CODE, inPlaceWords(elements, op.maxNorm), foldedGroups(elements));
  return [...dispatches, { kernel: clip, reads: [sums], updates: [gradients], writes: [] }];
}

export const clipGradients: GpuOp<ClipGradientsOp> = {
  dispatches: clipGradientsDispatches,
  workspaces: (_op, plan) => clipWords(plan),
};

/** The first two of the shrinking vectors of sums; the later ones are smaller. */
function clipWords({ parameters, buffers }: Plan): WorkspaceWords {
  const padding = BINDING_ALIGNMENT / 4;
  const words = parameters.reduce((sum, { gradient }) => {
    const { rows, columns } = buffers[gradient];
    return sum + Math.ceil((rows * columns) / padding) * padding;
  }, 0);
  const first = Math.ceil(words / STRIDED_TURNS);
  return [first, Math.ceil(first / STRIDED_TURNS)];
}

/** See `AddWeightDecayOp`; a dispatch for each of its parameters. */
function addWeightDecayDispatches(op: AddWeightDecayOp, { plan, kernels, region }: OpContext): Dispatch[] {
  return op.parameters.map((index) => {
    const [value, gradient] = [region(plan.parameters[index].value), region(plan.parameters[index].gradient)];
    const elements = value.rows * value.columns;
    const kernel = kernels.wgsl(ADD_DECAY_CODE, inPlaceWords(elements, op.weightDecay), foldedGroups(elements));
    return { kernel, reads: [value], updates: [gradient], writes: [] };
  });
}

export const addWeightDecay: GpuOp<AddWeightDecayOp> = { dispatches: addWeightDecayDispatches };

/** See `DecayWeightsOp`; a dispatch for each of its parameters. */
function decayWeightsDispatches(op: DecayWeightsOp, { plan, kernels, region, state }: OpContext): Dispatch[] {
  const code = decayCode(SCHEDULE.length, scheduleColumn('learningRate'));
  return op.parameters.map((index) => {
    const value = region(plan.parameters[index].value);
    const elements = value.rows * value.columns;
    const kernel = kernels.wgsl(code, inPlaceWords(elements, op.weightDecay), foldedGroups(elements));
    return { kernel, reads: [region(op.schedule), state], updates: [value], writes: [] };
  });
}

export const decayWeights: GpuOp<DecayWeightsOp> = { dispatches: decayWeightsDispatches };
