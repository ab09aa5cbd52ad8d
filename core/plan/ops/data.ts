import type { BufferId } from '../buffer.ts';
import { ELEMENT_BYTES, type OpDescription } from '../op-description.ts';

/**
 * With i = indices[s, r]: example r of x is values[i, f] · scale[f] + shift[f], f from 0 to F − 1, and
 * batchLabels[r] = labels[i]. Where i is −1, the example is 0 and batchLabels[r] = −1.
 */
export interface GatherOp {
  readonly kind: 'gather';
  readonly values: BufferId;
  readonly labels: BufferId;
  readonly indices: BufferId;
  readonly scale: BufferId;
  readonly shift: BufferId;
  /** float [B · p, F / p], row-major: p = 1 for vectors; for images p = H · W positions of F / p channels (NHWC). */
  readonly x: BufferId;
  /** int [B, 1] */
  readonly batchLabels: BufferId;
}

export const gather: OpDescription<GatherOp> = {
  buffers: (op) => ({
    reads: [op.values, op.labels, op.indices, op.scale, op.shift],
    writes: [op.x, op.batchLabels],
  }),
  check(op, check) {
    const x = check.info(op.x);
    const examples = check.info(op.batchLabels).rows;
    const features = check.info(op.scale).columns;
    check.that(
      x.rows % examples === 0 && x.rows * x.columns === examples * features,
      `${x.name} must hold ${examples} examples of ${features} features, is [${x.rows}, ${x.columns}]`,
    );
    const count = check.info(op.values).rows;
    check.shape(op.values, count, features);
    check.shape(op.labels, count, 1);
    check.shape(op.indices, check.info(op.indices).rows, examples);
    check.vector(features, op.scale, op.shift);
    check.shape(op.batchLabels, examples, 1);
  },
  flops: ({ x }, { size }) => 2 * size(x),
  bytes(op, { info, size }) {
    // Only the batch's rows of the data set are read.
    const { elementType } = info(op.values);
    return size(op.x) * (ELEMENT_BYTES[elementType] + ELEMENT_BYTES.float) + 3 * info(op.x).rows * ELEMENT_BYTES.int;
  },
  convention: null,
};

/**
 * Moves and mirrors images. With (dy, dx, flip) = moves[s, 3b … 3b + 2], and ix = ox, or W − 1 − ox where flip is 1:
 * y of example b at (oy, ox, c) is x at (oy + dy, ix + dx, c), and padding at (oy, ox, c) where that is outside the image.
 * So it is a crop of the padded image, mirrored thereafter. Where x was gathered, padding is the gather's shift: what a
 * raw value of 0 becomes.
 * x, y: float [B · p, H · W · C / p], row-major, as gather has them; padding: float [1, H · W · C];
 * moves: int [stepsMax, 3B], dy and dx any integers, flip 0 or 1.
 */
export interface AugmentOp {
  readonly kind: 'augment';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly moves: BufferId;
  readonly padding: BufferId;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export const augment: OpDescription<AugmentOp> = {
  buffers: ({ x, moves, padding, y }) => ({ reads: [x, moves, padding], writes: [y] }),
  check(op, check) {
    const features = op.height * op.width * op.channels;
    const moves = check.info(op.moves);
    const examples = moves.columns / 3;
    check.that(Number.isInteger(examples), `${moves.name} must have 3 columns for each example, has ${moves.columns}`);
    for (const { name, rows, columns } of [check.info(op.x), check.info(op.y)]) {
      check.that(
        rows % examples === 0 && rows * columns === examples * features,
        `${name} must hold ${examples} examples of ${features} features, is [${rows}, ${columns}]`,
      );
    }
    check.vector(features, op.padding);
    check.that(op.x !== op.y, 'y must not be x');
  },
  flops: () => 0,
  convention:
    'moves.npy[k, b] is (dy, dx, flip) of image b of step k + 1: out[y, x] is image[y + dy, (flip ? width − 1 − x : x) + dx], and black, a raw value of 0, outside',
};

/** y holds the elements of x in the same (row-major) order, under another shape of as many elements. */
export interface ReshapeOp {
  readonly kind: 'reshape';
  readonly x: BufferId;
  readonly y: BufferId;
}

export const reshape: OpDescription<ReshapeOp> = {
  buffers: ({ x, y }) => ({ reads: [x], writes: [y] }),
  check(op, check) {
    const [x, y] = [check.info(op.x), check.info(op.y)];
    check.that(x.rows * x.columns === y.rows * y.columns, `${y.name} must have as many elements as ${x.name}`);
    check.that(op.x !== op.y, 'y must not be x');
  },
  flops: () => 0,
  convention: 'an image is flattened in the order (height, width, channel)',
};
