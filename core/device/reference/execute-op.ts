import type { Op, OpKind, OpOf } from '../../plan/ops.ts';
import * as examples from './examples/execute-examples.ts';
import * as loss from './loss/execute-loss.ts';
import * as matrix from './matrix/execute-matrix.ts';
import * as normalization from './normalization/execute-normalization.ts';
import type { Execution, OpExecutor } from './op-executor.ts';
import * as optimizer from './optimizer/execute-optimizer.ts';
import * as windows from './windows/execute-windows.ts';

/** Every kind of op on the reference device: all exports of its families. A kind that is missing does not compile. */
const EXECUTORS = {
  ...examples,
  ...matrix,
  ...windows,
  ...normalization,
  ...loss,
  ...optimizer,
} satisfies { readonly [Kind in OpKind]: OpExecutor<OpOf<Kind>> };

/** Runs one op of a step on the reference device's buffers. */
export function executeOp(op: Op, execution: Execution): void {
  const execute = EXECUTORS[op.kind] as OpExecutor<Op>;
  execute(op, execution);
}
