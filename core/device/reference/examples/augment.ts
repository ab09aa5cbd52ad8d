import type { AugmentOp } from '../../../plan/ops.ts';
import type { FloatMatrix, IntMatrix } from '../buffers/matrix.ts';

export interface AugmentOperands {
  readonly x: FloatMatrix;
  readonly y: FloatMatrix;
  readonly padding: FloatMatrix;
  readonly moves: IntMatrix;
}

/** See `AugmentOp`. */
export function augment(
  { height, width, channels }: Pick<AugmentOp, 'height' | 'width' | 'channels'>,
  { x, y, padding, moves }: AugmentOperands,
  step: number,
): void {
  const features = height * width * channels;
  for (let b = 0; b < moves.columns / 3; b += 1) {
    const move = step * moves.columns + 3 * b;
    const [dy, dx, flip] = moves.values.subarray(move, move + 3);
    for (let oy = 0; oy < height; oy += 1) {
      for (let ox = 0; ox < width; ox += 1) {
        const iy = oy + dy;
        const ix = (flip === 1 ? width - 1 - ox : ox) + dx;
        const inside = iy >= 0 && iy < height && ix >= 0 && ix < width;
        for (let c = 0; c < channels; c += 1) {
          const to = (oy * width + ox) * channels + c;
          const from = (iy * width + ix) * channels + c;
          y.values[b * features + to] = inside ? x.values[b * features + from] : padding.values[to];
        }
      }
    }
  }
}
