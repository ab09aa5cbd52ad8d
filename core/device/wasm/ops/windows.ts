import { assert } from '../../../assert.ts';
import type {
  AveragePoolBackwardOp,
  AveragePoolOp,
  Conv2dGradInputOp,
  Conv2dGradWeightOp,
  Conv2dOp,
  ConvolutionGeometry,
  MaxPoolBackwardOp,
  MaxPoolOp,
  WindowGeometry,
} from '../../../plan/ops.ts';
import * as code from '../op-code.ts';
import type { OperandPlaces } from './operand-places.ts';
import { convolutionBytes, convolutionGradientBytes } from './packing.ts';
import { blockLines, gradInputWindows, outputWindows, type SlidingWindows } from './sliding-windows.ts';
import type { WasmOp } from './wasm-op.ts';

/** Records of convolutions and pools. */

export const conv2d: WasmOp<Conv2dOp> = {
  encode(op, places) {
    const { geometry } = op;
    const operands = [
      ...lies(op.x, places),
      ...lies(op.weight, places),
      places.optional(op.bias),
      ...lies(op.y, places),
    ];
    return [[code.CONVOLUTION, ...operands, geometry.outChannels, ...slide(outputWindows(geometry), op, 0)]];
  },
  workBytes: ({ geometry }) => convolutionBytes(outputWindows(geometry), geometry.outChannels),
  images: ({ x }) => [x],
  unpadded: ({ x }) => [x],
};

export const conv2dGradInput: WasmOp<Conv2dGradInputOp> = {
  encode(op, places) {
    const { geometry } = op;
    const operands = [...lies(op.gradOutput, places), ...lies(op.weight, places), 0, ...lies(op.gradInput, places)];
    return [[code.CONVOLUTION, ...operands, geometry.inChannels, ...slide(gradInputWindows(geometry), op, 1)]];
  },
  workBytes: ({ geometry }) => convolutionBytes(gradInputWindows(geometry), geometry.inChannels),
};

export const conv2dGradWeight: WasmOp<Conv2dGradWeightOp> = {
  encode(op, places) {
    const { geometry } = op;
    const operands = [...lies(op.x, places), ...lies(op.gradOutput, places), 0, ...lies(op.gradWeight, places)];
    const windows = slide(outputWindows(geometry), op, 0);
    return [[code.CONVOLUTION_GRAD_WEIGHT, ...operands, geometry.outChannels, ...windows]];
  },
  workBytes: ({ geometry }) => convolutionGradientBytes(outputWindows(geometry), geometry.outChannels),
  images: ({ x }) => [x],
  unpadded: ({ x }) => [x],
};

export const maxPool: WasmOp<MaxPoolOp> = {
  encode: (op, places) => [[code.MAX_POOL, places.at(op.x), ...pool(op.x, places, places.at(op.y), op.geometry), 0, 0]],
};

export const averagePool: WasmOp<AveragePoolOp> = {
  encode: (op, places) => [
    [code.AVERAGE_POOL, places.at(op.x), ...pool(op.x, places, places.at(op.y), op.geometry), 0, 0],
  ],
};

export const maxPoolBackward: WasmOp<MaxPoolBackwardOp> = {
  encode(op, places) {
    const windows = pool(op.x, places, places.at(op.y), op.geometry);
    return [[code.MAX_POOL_BACKWARD, places.at(op.x), ...windows, places.at(op.gradOutput), places.at(op.gradInput)]];
  },
};

export const averagePoolBackward: WasmOp<AveragePoolBackwardOp> = {
  encode(op, places) {
    const windows = pool(op.gradInput, places, 0, op.geometry);
    return [[code.AVERAGE_POOL_BACKWARD, 0, ...windows, places.at(op.gradOutput), places.at(op.gradInput)]];
  },
};

function lies(id: Conv2dOp['x'], places: OperandPlaces): number[] {
  return [places.at(id), places.stride(id)];
}

/** The geometry's fields, how many windows there are, whether the weights are turned about, and the lines of a block. */
function slide(
  windows: SlidingWindows,
  { geometry }: { readonly geometry: ConvolutionGeometry },
  turned: number,
): number[] {
  const { channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth } = windows;
  const { strideY, strideX, padTop, padLeft, dilationY, dilationX } = windows;
  const extents = [channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth];
  const steps = [strideY, strideX, padTop, padLeft, dilationY, dilationX];
  return [...extents, ...steps, geometry.batch * outHeight * outWidth, turned, blockLines(windows)];
}

function pool(image: MaxPoolOp['x'], places: OperandPlaces, y: number, geometry: WindowGeometry): number[] {
  const { batch, inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = geometry;
  const { strideY, strideX, padTop, padLeft } = geometry;
  const width = Math.ceil(places.columns(image) / 4) * 16;
  assert(places.stride(image) >= width, 'images of pools are padded to whole vectors');
  const extents = [inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth];
  return [places.stride(image), y, width, ...extents, strideY, strideX, padTop, padLeft, batch];
}
