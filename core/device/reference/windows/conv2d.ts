import type { ConvolutionGeometry } from '../../../plan/ops.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';
import { eachWindowElement } from './window.ts';

export interface Conv2dOperands {
  readonly x: FloatMatrix;
  readonly weight: FloatMatrix;
  readonly bias: FloatMatrix | null;
  readonly y: FloatMatrix;
}

/** See `Conv2dOp`. */
export function conv2d(geometry: ConvolutionGeometry, { x, weight, bias, y }: Conv2dOperands): void {
  y.values.fill(0);
  eachProduct(geometry, (input, kernel, output) => {
    y.values[output] += x.values[input] * weight.values[kernel];
  });
  if (bias === null) return;
  for (let index = 0; index < y.values.length; index += 1) y.values[index] += bias.values[index % y.columns];
}

/** See `Conv2dGradInputOp`. */
export function conv2dGradInput(
  geometry: ConvolutionGeometry,
  operands: { readonly gradOutput: FloatMatrix; readonly weight: FloatMatrix; readonly gradInput: FloatMatrix },
): void {
  const { gradOutput, weight, gradInput } = operands;
  gradInput.values.fill(0);
  eachProduct(geometry, (input, kernel, output) => {
    gradInput.values[input] += gradOutput.values[output] * weight.values[kernel];
  });
}

/** See `Conv2dGradWeightOp`. */
export function conv2dGradWeight(
  geometry: ConvolutionGeometry,
  operands: { readonly x: FloatMatrix; readonly gradOutput: FloatMatrix; readonly gradWeight: FloatMatrix },
): void {
  const { x, gradOutput, gradWeight } = operands;
  gradWeight.values.fill(0);
  eachProduct(geometry, (input, kernel, output) => {
    gradWeight.values[kernel] += x.values[input] * gradOutput.values[output];
  });
}

/** Calls `visit` with the indices of each element of x, of weight and of y that meet in one product. */
function eachProduct(
  geometry: ConvolutionGeometry,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const { inChannels, outChannels } = geometry;
  eachWindowElement(geometry, ({ output, input, element }) => {
    for (let ci = 0; ci < inChannels; ci += 1) {
      for (let co = 0; co < outChannels; co += 1) {
        visit(input * inChannels + ci, (element * inChannels + ci) * outChannels + co, output * outChannels + co);
      }
    }
  });
}
