import { present } from '../../../assert.ts';
import type { AddWeightDecayOp, ClipGradientsOp, DecayWeightsOp } from '../../../plan/ops.ts';
import { SCHEDULE, scheduleColumn } from '../../../plan/schedule.ts';
import type { Dispatch } from './dispatch.ts';
import { STRIDED_TURNS, stridedSquares, stridedSums } from '../kernels/strided-sums.ts';
import { elementwise, workspace, type OpContext } from './op-context.ts';
import { foldedGroups } from '../wgsl/folded-threads.ts';
import { ADD_DECAY_CODE, CLIP_CODE, decayCode, inPlaceWords } from '../wgsl/in-place.ts';

/** See `ClipGradientsOp`: the arena's squares, summed until one number is left, and then the gradients in place. */
export async function clipGradientsDispatches(op: ClipGradientsOp, context: OpContext): Promise<Dispatch[]> {
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

/** See `AddWeightDecayOp`; a dispatch for each of its parameters. */
export function addWeightDecayDispatches(op: AddWeightDecayOp, { plan, kernels, region }: OpContext): Dispatch[] {
  return op.parameters.map((index) => {
    const [value, gradient] = [region(plan.parameters[index].value), region(plan.parameters[index].gradient)];
    const elements = value.rows * value.columns;
    const kernel = kernels.wgsl(ADD_DECAY_CODE, inPlaceWords(elements, op.weightDecay), foldedGroups(elements));
    return { kernel, reads: [value], updates: [gradient], writes: [] };
  });
}

/** See `DecayWeightsOp`; a dispatch for each of its parameters. */
export function decayWeightsDispatches(op: DecayWeightsOp, { plan, kernels, region, state }: OpContext): Dispatch[] {
  const code = decayCode(SCHEDULE.length, scheduleColumn('learningRate'));
  return op.parameters.map((index) => {
    const value = region(plan.parameters[index].value);
    const elements = value.rows * value.columns;
    const kernel = kernels.wgsl(code, inPlaceWords(elements, op.weightDecay), foldedGroups(elements));
    return { kernel, reads: [region(op.schedule), state], updates: [value], writes: [] };
  });
}
