import type { AugmentOp } from '../../plan/ops.ts';
import * as code from './op-code.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';

/** An image fills one row of a buffer, or as many as it has positions. */
export function encodeAugment(op: AugmentOp, places: OperandPlaces): RecordFields {
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
