import type { InPlace } from '../../../plan/memory.ts';
import type { BufferId, ParameterInfo, Plan } from '../../../plan/plan.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';

/** What the wasm device must know about one kind of op. */
export interface WasmOp<Op> {
  /** The records that the interpreter reads, as many as `recordCount` says. */
  encode(op: Op, places: OperandPlaces, parameters: readonly ParameterInfo[]): readonly RecordFields[];
  /** Default: 1. Ops that go through parameters one by one have one for each. */
  recordCount?(op: Op, parameters: readonly ParameterInfo[]): number;
  /** Where the kernel reads an element before it writes the one in its place, and never after. Default: nowhere. */
  inPlace?(op: Op): readonly InPlace[];
  /** Bytes of work memory, beyond the constants that every op may make. Default: none. */
  workBytes?(op: Op): number;
  /** Image batches that should lie dense, for this op's sake. Default: none. */
  images?(op: Op, plan: Plan): readonly BufferId[];
  /** Buffers that the kernel can read or write without padding. Default: none. */
  unpadded?(op: Op): readonly BufferId[];
}
