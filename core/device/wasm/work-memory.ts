import type { Op } from '../../plan/ops.ts';
import type { Plan } from '../../plan/plan.ts';
import { PANEL_BYTES } from './op-code.ts';
import { blockRows, gradInputWindows, outputWindows, windowLength, type SlidingWindows } from './sliding-windows.ts';

/** Rows of constants that a normalization makes, one value per column each. */
const ROWS_OF_CONSTANTS = 6;
/** What packing may write past the end of its panels. */
const PACKING_SLACK = 256;

/** Memory that the kernels of a plan need within one op. */
export function workBytes(plan: Plan): number {
  const ops = [...plan.phases.train.ops, ...plan.phases.evaluate.ops];
  const columns = plan.buffers.filter(({ elementType }) => elementType === 'float').map((buffer) => buffer.columns);
  const constants = ROWS_OF_CONSTANTS * Math.max(0, ...columns.map(paddedBytes));
  return Math.max(PANEL_BYTES, constants, ...ops.map(windowBytes)) + PACKING_SLACK;
}

function windowBytes(op: Op): number {
  switch (op.kind) {
    case 'conv2d':
      return convolutionBytes(outputWindows(op.geometry), op.geometry.outChannels);
    case 'conv2dGradInput':
      return convolutionBytes(gradInputWindows(op.geometry), op.geometry.inChannels);
    case 'conv2dGradWeight': {
      const windows = outputWindows(op.geometry);
      const partialSum = windowLength(windows) * (paddedBytes(op.geometry.outChannels) + 32);
      return blockBytes(windows) + blockRows(windows) * 64 + partialSum;
    }
    default:
      return 0;
  }
}

/** All packed weights and a block of windows. */
function convolutionBytes(windows: SlidingWindows, outChannels: number): number {
  return Math.ceil(outChannels / 8) * windowLength(windows) * 32 + blockBytes(windows);
}

function blockBytes(windows: SlidingWindows): number {
  return blockRows(windows) * windowLength(windows) * 4;
}

function paddedBytes(columns: number): number {
  return Math.ceil(columns / 8) * 32;
}
