import type { InPlace } from '../../../plan/memory.ts';
import type { Op, OpKind, OpOf } from '../../../plan/ops.ts';
import type { ParameterInfo } from '../../../plan/plan.ts';
import * as examples from './examples.ts';
import * as loss from './loss.ts';
import * as matrix from './matrix.ts';
import * as normalization from './normalization.ts';
import * as optimizer from './optimizer.ts';
import type { WasmOp } from './wasm-op.ts';
import * as windows from './windows.ts';

/** Every kind of op on the wasm device: all exports of its families. A kind that is missing does not compile. */
const WASM_OPS = {
  ...examples,
  ...matrix,
  ...windows,
  ...normalization,
  ...loss,
  ...optimizer,
} satisfies { readonly [Kind in OpKind]: WasmOp<OpOf<Kind>> };

/** How the wasm device runs an op, to be called with that op. */
export function wasmOp(op: Op): WasmOp<Op> {
  return WASM_OPS[op.kind];
}

/** How many records an op is encoded as. */
export function recordCount(op: Op, parameters: readonly ParameterInfo[]): number {
  return wasmOp(op).recordCount?.(op, parameters) ?? 1;
}

/** Where an op may write its output over an input. */
export function inPlace(op: Op): readonly InPlace[] {
  return wasmOp(op).inPlace?.(op) ?? [];
}
