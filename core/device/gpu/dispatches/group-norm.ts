import type { GroupNormBackwardOp, GroupNormOp } from '../../../plan/ops.ts';
import { affineDispatches, gradientStrips } from './batch-norm.ts';
import { chunkWords } from './chunks.ts';
import { gradientSumDispatches } from './column-sums.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp } from './gpu-op.ts';
import * as kernels from '../kernels/group-norm.ts';
import type { Region } from '../memory/region.ts';
import { byPlanes, byRowsAndColumns, workspace, type OpContext } from './op-context.ts';

const GROUP_FUNCTIONS = [kernels.groupOf];

/** See `GroupNormOp`: moments at each position, of each group, normalization, scaling. */
async function groupNormDispatches(op: GroupNormOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const { examples, constants, inExamples, sums } = groupsOf(op, region(op.x), context);
  const [x, xHat, invStd] = [inExamples(region(op.x)), inExamples(region(op.xHat)), region(op.invStd)];
  const shift = workspace(context, 1, examples, op.groups);
  const withEpsilon = { constants: { ...constants, epsilon: op.epsilon } };
  const form = { constants, functions: GROUP_FUNCTIONS };
  return [
    await byPlanes(context, kernels.positionMoments, [x], sums, { constants }),
    await byRowsAndColumns(context, kernels.groupShift, [sums], shift, { constants }),
    await byRowsAndColumns(context, kernels.groupInverseDeviation, [sums, shift], invStd, withEpsilon),
    await byPlanes(context, kernels.normalizeGroups, [x, shift, invStd], xHat, form),
    ...(await affineDispatches(op, context)),
  ];
}

export const groupNorm: GpuOp<GroupNormOp> = {
  dispatches: groupNormDispatches,
  workspaces({ x, invStd, groups }, { buffers }) {
    const { rows: examples } = buffers[invStd];
    return [2 * buffers[x].rows * groups, examples * groups];
  },
};

/** See `GroupNormBackwardOp`. */
async function groupNormBackwardDispatches(op: GroupNormBackwardOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const totals = { gradGamma: region(op.gradGamma), gradBeta: region(op.gradBeta) };
  const { examples, constants, inExamples, sums } = groupsOf(op, region(op.xHat), context);
  const means = workspace(context, 1, examples, 2 * op.groups);
  const [xHat, gradOutput] = [inExamples(region(op.xHat)), inExamples(region(op.gradOutput))];
  const gradInput = inExamples(region(op.gradInput));
  const reads = [xHat, gradOutput, region(op.invStd), means];
  const form = { constants, functions: GROUP_FUNCTIONS };
  const gamma = op.gamma === null ? null : region(op.gamma);
  return [
    ...(await gradientSumDispatches(region(op.xHat), region(op.gradOutput), totals, context)),
    gamma === null
      ? await byPlanes(context, kernels.positionGradientsPlain, [xHat, gradOutput], sums, { constants })
      : await byPlanes(context, kernels.positionGradientsAffine, [xHat, gradOutput, gamma], sums, { constants }),
    await byRowsAndColumns(context, kernels.groupGradients, [sums], means, { constants }),
    gamma === null
      ? await byPlanes(context, kernels.inputGradientPlain, reads, gradInput, form)
      : await byPlanes(context, kernels.inputGradientAffine, [...reads, gamma], gradInput, form),
  ];
}

export const groupNormBackward: GpuOp<GroupNormBackwardOp> = {
  dispatches: groupNormBackwardDispatches,
  strips: gradientStrips,
  workspaces({ xHat, invStd, groups }, plan) {
    const { rows: examples } = plan.buffers[invStd];
    const positionSums = 2 * plan.buffers[xHat].rows * groups;
    return [Math.max(chunkWords(plan, xHat, 2), positionSums), 2 * examples * groups];
  },
};

/** The groups of a batch, how a matrix of it is seen, and room for two sums of each position and group. */
function groupsOf(
  { positions, groups }: GroupNormOp | GroupNormBackwardOp,
  { rows, columns }: Region,
  context: OpContext,
): {
  readonly examples: number;
  readonly constants: { readonly positions: number; readonly groups: number; readonly width: number };
  readonly inExamples: (region: Region) => Region;
  readonly sums: Region;
} {
  const examples = rows / positions;
  const inExamples = (region: Region): Region => ({ ...region, planes: examples });
  return {
    examples,
    constants: { positions, groups, width: columns / groups },
    inExamples,
    sums: inExamples(workspace(context, 0, rows, 2 * groups)),
  };
}
