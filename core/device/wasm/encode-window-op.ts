import { assert } from '../../assert.ts';
import type {
  AveragePoolBackwardOp,
  AveragePoolOp,
  Conv2dGradInputOp,
  Conv2dGradWeightOp,
  Conv2dOp,
  MaxPoolBackwardOp,
  MaxPoolOp,
  WindowGeometry,
} from '../../plan/ops.ts';
import * as code from './op-code.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';
import { blockLines, gradInputWindows, outputWindows, type SlidingWindows } from './sliding-windows.ts';

/** Records of convolutions and pools. */

export type ConvolutionOp = Conv2dOp | Conv2dGradInputOp | Conv2dGradWeightOp;

export function encodeConvolution(op: ConvolutionOp, places: OperandPlaces): RecordFields {
  const lies = (id: Conv2dOp['x']) => [places.at(id), places.stride(id)];
  switch (op.kind) {
    case 'conv2d': {
      const operands = [...lies(op.x), ...lies(op.weight), places.optional(op.bias), ...lies(op.y)];
      return [code.CONVOLUTION, ...operands, op.geometry.outChannels, ...slide(outputWindows(op.geometry), op, 0)];
    }
    case 'conv2dGradInput': {
      const operands = [...lies(op.gradOutput), ...lies(op.weight), 0, ...lies(op.gradInput)];
      return [code.CONVOLUTION, ...operands, op.geometry.inChannels, ...slide(gradInputWindows(op.geometry), op, 1)];
    }
    case 'conv2dGradWeight': {
      const operands = [...lies(op.x), ...lies(op.gradOutput), 0, ...lies(op.gradWeight)];
      const windows = slide(outputWindows(op.geometry), op, 0);
      return [code.CONVOLUTION_GRAD_WEIGHT, ...operands, op.geometry.outChannels, ...windows];
    }
    default:
      return op satisfies never;
  }
}

/** The geometry's fields, how many windows there are, whether the weights are turned about, and the lines of a block. */
function slide(windows: SlidingWindows, { geometry }: ConvolutionOp, turned: number): number[] {
  const { channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth } = windows;
  const { strideY, strideX, padTop, padLeft, dilationY, dilationX } = windows;
  const extents = [channels, height, width, outHeight, outWidth, kernelHeight, kernelWidth];
  const steps = [strideY, strideX, padTop, padLeft, dilationY, dilationX];
  return [...extents, ...steps, geometry.batch * outHeight * outWidth, turned, blockLines(windows)];
}

export type PoolOp = MaxPoolOp | MaxPoolBackwardOp | AveragePoolOp | AveragePoolBackwardOp;

export function encodePool(op: PoolOp, places: OperandPlaces): RecordFields {
  switch (op.kind) {
    case 'maxPool':
    case 'averagePool': {
      const kernel = op.kind === 'maxPool' ? code.MAX_POOL : code.AVERAGE_POOL;
      return [kernel, places.at(op.x), ...pool(op.x, places, places.at(op.y), op.geometry), 0, 0];
    }
    case 'maxPoolBackward': {
      const gradients = [places.at(op.gradOutput), places.at(op.gradInput)];
      return [
        code.MAX_POOL_BACKWARD,
        places.at(op.x),
        ...pool(op.x, places, places.at(op.y), op.geometry),
        ...gradients,
      ];
    }
    case 'averagePoolBackward': {
      const gradients = [places.at(op.gradOutput), places.at(op.gradInput)];
      return [code.AVERAGE_POOL_BACKWARD, 0, ...pool(op.gradInput, places, 0, op.geometry), ...gradients];
    }
    default:
      return op satisfies never;
  }
}

function pool(image: MaxPoolOp['x'], places: OperandPlaces, y: number, geometry: WindowGeometry): number[] {
  const { batch, inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = geometry;
  const { strideY, strideX, padTop, padLeft } = geometry;
  const width = Math.ceil(places.columns(image) / 4) * 16;
  assert(places.stride(image) >= width, 'images of pools are padded to whole vectors');
  const extents = [inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth];
  return [places.stride(image), y, width, ...extents, strideY, strideX, padTop, padLeft, batch];
}
