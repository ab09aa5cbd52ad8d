import { assert } from '../../../assert.ts';
import type { Op } from '../../../plan/ops.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { MemoryMap } from '../memory/buffer-place.ts';
import * as code from '../op-code.ts';
import { wasmOp } from '../ops/op-table.ts';
import { OperandPlaces } from '../ops/operand-places.ts';

/**
 * Turns ops into the records that the interpreter reads: rows of 32-bit words, first the op's code, then the fields in
 * the order that each kernel's comment states. Strides and lengths are in bytes.
 */

/** All ops of a phase, one record after the other. */
export function encodeOps(ops: readonly Op[], map: MemoryMap, plan: Pick<Plan, 'parameters'>): Int32Array {
  const places = new OperandPlaces(map);
  const records = ops.flatMap((op) => wasmOp(op).encode(op, places, plan.parameters));
  const words = new Int32Array(records.length * code.RECORD_WORDS);
  const floats = new Float32Array(words.buffer);
  records.forEach((fields, index) => {
    assert(fields.length <= code.RECORD_WORDS, `a record has ${code.RECORD_WORDS} words, not ${fields.length}`);
    fields.forEach((field, position) => {
      const word = index * code.RECORD_WORDS + position;
      if (typeof field === 'number') words[word] = field;
      else floats[word] = field.float;
    });
  });
  return words;
}
