import type { Op } from '../../plan/ops.ts';
import type { Plan } from '../../plan/plan.ts';
import { PANEL_BYTES } from './op-code.ts';
import {
  blockRows,
  frameFloats,
  gradInputWindows,
  outputWindows,
  windowLength,
  type SlidingWindows,
} from './sliding-windows.ts';

/** Rows of constants that a normalization makes, one value per column each. */
const ROWS_OF_CONSTANTS = 6;
/** What packing may write past the end of its panels. */
const PACKING_SLACK = 256;

/** Memory that the kernels of a plan need within one op. */
export function workBytes(plan: Plan): number {
  const ops = [...plan.phases.train.ops, ...plan.phases.evaluate.ops];
  const columns = plan.buffers.filter(({ elementType }) => elementType === 'float').map((buffer) => buffer.columns);
  const constants = ROWS_OF_CONSTANTS * Math.max(0, ...columns.map(paddedBytes));
  return Math.max(constants, ...ops.map(opBytes)) + PACKING_SLACK;
}

function opBytes(op: Op): number {
  switch (op.kind) {
    case 'gemm':
      return PANEL_BYTES + offsetBytes(op.m);
    case 'conv2d':
      return convolutionBytes(outputWindows(op.geometry), op.geometry.outChannels);
    case 'conv2dGradInput':
      return convolutionBytes(gradInputWindows(op.geometry), op.geometry.inChannels);
    case 'conv2dGradWeight': {
      const windows = outputWindows(op.geometry);
      const partialSum = windowLength(windows) * (paddedBytes(op.geometry.outChannels) + 32);
      const panel = blockRows(windows) * 64;
      return offsetBytes(windowLength(windows)) + partialSum + panel + frameFloats(windows) * 4;
    }
    default:
      return 0;
  }
}

/** All packed weights, and a block's windows and frames. */
function convolutionBytes(windows: SlidingWindows, outChannels: number): number {
  const weights = paddedBytes(outChannels) * windowLength(windows);
  return weights + offsetBytes(blockRows(windows)) + frameFloats(windows) * 4;
}

/** Where so many rows start, and up to a whole tile of six more. */
function offsetBytes(rows: number): number {
  return (rows + 5) * 4;
}

function paddedBytes(columns: number): number {
  return Math.ceil(columns / 8) * 32;
}
