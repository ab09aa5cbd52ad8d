import type { WindowGeometry } from '../../../plan/ops.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';
import { eachWindowElement } from './window.ts';

/** See `MaxPoolOp`. */
export function maxPool(geometry: WindowGeometry, x: FloatMatrix, y: FloatMatrix): void {
  const C = x.columns;
  y.values.fill(-Infinity);
  eachWindowElement(geometry, ({ output, input }) => {
    for (let c = 0; c < C; c += 1) {
      const value = x.values[input * C + c];
      const largest = y.values[output * C + c];
      if (value > largest || Number.isNaN(value)) y.values[output * C + c] = value;
    }
  });
}

export interface MaxPoolBackwardOperands {
  readonly x: FloatMatrix;
  readonly y: FloatMatrix;
  readonly gradOutput: FloatMatrix;
  readonly gradInput: FloatMatrix;
}

/** See `MaxPoolBackwardOp`. */
export function maxPoolBackward(geometry: WindowGeometry, operands: MaxPoolBackwardOperands): void {
  const { x, y, gradOutput, gradInput } = operands;
  const C = x.columns;
  const taken = new Uint8Array(y.values.length);
  gradInput.values.fill(0);
  eachWindowElement(geometry, ({ output, input }) => {
    for (let c = 0; c < C; c += 1) {
      const window = output * C + c;
      if (taken[window] === 1 || !equal(x.values[input * C + c], y.values[window])) continue;
      taken[window] = 1;
      gradInput.values[input * C + c] += gradOutput.values[window];
    }
  });
}

/** Unlike ===, NaN is itself; unlike Object.is, 0 is −0. */
function equal(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** See `AveragePoolOp`. */
export function averagePool(geometry: WindowGeometry, x: FloatMatrix, y: FloatMatrix): void {
  const C = x.columns;
  y.values.fill(0);
  eachWindowElement(geometry, ({ output, input }) => {
    for (let c = 0; c < C; c += 1) y.values[output * C + c] += x.values[input * C + c];
  });
  const counts = positionCounts(geometry, y.rows);
  for (let index = 0; index < y.values.length; index += 1) y.values[index] /= counts[Math.floor(index / C)];
}

/** See `AveragePoolBackwardOp`. */
export function averagePoolBackward(geometry: WindowGeometry, gradOutput: FloatMatrix, gradInput: FloatMatrix): void {
  const C = gradInput.columns;
  const counts = positionCounts(geometry, gradOutput.rows);
  gradInput.values.fill(0);
  eachWindowElement(geometry, ({ output, input }) => {
    for (let c = 0; c < C; c += 1)
      gradInput.values[input * C + c] += gradOutput.values[output * C + c] / counts[output];
  });
}

/** How many positions of the image each window covers. */
function positionCounts(geometry: WindowGeometry, windows: number): Int32Array {
  const counts = new Int32Array(windows);
  eachWindowElement(geometry, ({ output }) => (counts[output] += 1));
  return counts;
}
