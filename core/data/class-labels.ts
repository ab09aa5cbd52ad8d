import { DataError } from '../errors.ts';
import { CLASSES_MAX } from './limits.ts';

/**
 * Class indices from a file's numbers.
 * @throws DataError naming the first that is not a whole number from 0 to CLASSES_MAX − 1.
 */
export function classLabels(values: ArrayLike<number>, name: string): Int32Array {
  return Int32Array.from(values, (value, index) => {
    if (Number.isInteger(value) && value >= 0 && value < CLASSES_MAX) return value;
    const expected = `classes as whole numbers from 0 to ${CLASSES_MAX - 1}`;
    throw new DataError(`${name}: expected ${expected}, received ${value} (index ${index}).`);
  });
}

/**
 * The largest class + 1.
 * @throws DataError if there is only one class.
 */
export function countClasses(splits: readonly Int32Array[], name: string): number {
  const classes = 1 + splits.reduce((largest, labels) => labels.reduce((a, b) => Math.max(a, b), largest), -1);
  if (classes >= 2) return classes;
  throw new DataError(
    `${name}: expected at least 2 classes, received ${classes === 1 ? 'only class 0' : 'no examples'}.`,
  );
}

/**
 * [height, width] means images of one channel.
 * @throws DataError unless the shape is [n, features], [n, height, width] or [n, height, width, channels].
 */
export function shapeOfExamples(shape: readonly number[], name: string): number[] {
  const extents = shape.slice(1);
  if (extents.length < 1 || extents.length > 3 || shape.some((extent) => extent < 1)) {
    const expected = 'examples of the shape [n, features], [n, height, width] or [n, height, width, channels]';
    throw new DataError(`${name}: expected ${expected}, received [${shape.join(', ')}].`);
  }
  return extents.length === 2 ? [...extents, 1] : extents;
}
