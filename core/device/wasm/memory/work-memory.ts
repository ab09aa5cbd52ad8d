import type { Plan } from '../../../plan/plan.ts';
import { wasmOp } from '../ops/op-table.ts';
import { paddedBytes } from '../ops/packing.ts';

/** Rows of constants that a normalization makes, one value per column each. */
const ROWS_OF_CONSTANTS = 6;
/** What packing may write past the end of its panels. */
const PACKING_SLACK = 256;

/** Memory that the kernels of a plan need within one op. */
export function workBytes(plan: Plan): number {
  const ops = [...plan.phases.train.ops, ...plan.phases.evaluate.ops];
  const columns = plan.buffers.filter(({ elementType }) => elementType === 'float').map((buffer) => buffer.columns);
  const constants = ROWS_OF_CONSTANTS * Math.max(0, ...columns.map(paddedBytes));
  return Math.max(constants, ...ops.map((op) => wasmOp(op).workBytes?.(op) ?? 0)) + PACKING_SLACK;
}
