import type { AugmentOp, DropoutOp, GatherOp } from '../../../plan/ops.ts';
import * as code from '../op-code.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';
import type { WasmOp } from './wasm-op.ts';

/** Records of what is done to examples one by one. */

export const gather: WasmOp<GatherOp> = {
  encode: (op, places) => [encodeGather(op, places)],
  images: ({ x, batchLabels }, { buffers }) => (buffers[x].rows > buffers[batchLabels].rows ? [x] : []),
  unpadded: ({ x }) => [x],
};

export const augment: WasmOp<AugmentOp> = {
  encode: (op, places) => [encodeAugment(op, places)],
  unpadded: ({ x, y }) => [x, y],
};

export const dropout: WasmOp<DropoutOp> = {
  encode(op, places) {
    const operands = [op.x, op.y, op.keys, op.stepNumbers].map((id) => places.at(id));
    const threshold = Math.floor(op.rate * 2 ** 32);
    return [[code.DROPOUT, ...places.shape(op.x), ...operands, threshold | 0, { float: 1 - op.rate }]];
  },
  inPlace: ({ x, y }) => [{ input: x, output: y }],
};

function encodeGather(op: GatherOp, places: OperandPlaces): RecordFields {
  const { elementType } = places.map.places[op.values].info;
  const kind = elementType === 'byte' ? code.VALUES_ARE_BYTES : code.VALUES_ARE_FLOATS;
  const examples = places.rows(op.batchLabels);
  const positions = places.rows(op.x) / examples;
  const from = [places.at(op.values), kind, places.stride(op.values), places.at(op.labels), places.at(op.indices)];
  const affine = [places.at(op.scale), places.at(op.shift)];
  const to = [places.at(op.x), places.stride(op.x), places.at(op.batchLabels)];
  const dense = positions > 1 && places.stride(op.x) === places.columns(op.x) * 4;
  return [code.GATHER, examples, places.columns(op.scale), ...from, ...affine, ...to, positions, Number(dense)];
}

/** An image fills one row of a buffer, or as many as it has positions. */
function encodeAugment(op: AugmentOp, places: OperandPlaces): RecordFields {
  const { height, width, channels } = op;
  const examples = places.columns(op.moves) / 3;
  const strides = (image: AugmentOp['x']): [example: number, pixel: number] => {
    const positions = places.rows(image) / examples;
    const stride = places.stride(image);
    return [positions * stride, positions === 1 ? channels * 4 : stride];
  };
  const from = [places.at(op.x), ...strides(op.x)];
  const to = [places.at(op.y), ...strides(op.y)];
  return [code.AUGMENT, examples, height, width, channels, ...from, ...to, places.at(op.moves), places.at(op.padding)];
}
