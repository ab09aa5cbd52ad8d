import { columnMoments, columnProducts, paddedWidth } from './column-moments';
import { normalizeRows, normalizeRowsBackward } from './normalize-rows';
import { address, float, integer } from './record';

// Normalization within each example: the channels' sums over an example's rows are taken as in batch normalization, and
// those of a group's channels are put together in float64. `work` holds rows of constants, one value per channel each.

@inline
function channel(row: usize, c: i32): f32 {
  return load<f32>(row + (<usize>c << 2));
}

@inline
function setChannel(row: usize, c: i32, value: f32): void {
  store<f32>(row + (<usize>c << 2), value);
}

/**
 * With the channels' means and variances over an example's P rows, a group's mean is the mean of its channels' means, and
 * its variance the mean of their variances and of their squared distances from it.
 *
 * Fields: 1 examples, 2 columns, 3 stride, 4 x, 5 xHat, 6 y, 7 gamma or 0, 8 beta or 0, 9 invStd, 10 its stride,
 * 11 positions, 12 groups, 13 epsilon.
 */
export function groupNorm(record: usize, work: usize): void {
  const examples = integer(record, 1), columns = integer(record, 2), width = paddedWidth(columns);
  const stride = address(record, 3), gamma = address(record, 7), beta = address(record, 8);
  const positions = integer(record, 11), groups = integer(record, 12), epsilon = <f64>float(record, 13);
  const mean = work, correction = mean + width, variance = correction + width, factor = variance + width;
  const zeros = factor + width, members = columns / groups, bytes = <usize>positions * stride;
  let x = address(record, 4), xHat = address(record, 5), y = address(record, 6), invStd = address(record, 9);
  memory.fill(factor, 0, width << 1);
  for (let example = 0; example < examples; example++) {
    columnMoments(x, positions, width, stride, mean, correction, variance);
    for (let group = 0; group < groups; group++) {
      const first = group * members;
      let sum: f64 = 0;
      for (let c = first; c < first + members; c++) sum += <f64>channel(mean, c) + <f64>channel(correction, c);
      const groupMean = sum / <f64>members;
      let squares: f64 = 0;
      for (let c = first; c < first + members; c++) {
        const distance = <f64>channel(mean, c) + <f64>channel(correction, c) - groupMean;
        squares += <f64>channel(variance, c) + distance * distance;
      }
      const deviation = <f32>(1 / Math.sqrt(squares / <f64>members + epsilon));
      setChannel(invStd, group, deviation);
      const rounded = <f32>groupMean;
      for (let c = first; c < first + members; c++) {
        setChannel(mean, c, rounded);
        setChannel(correction, c, <f32>(groupMean - <f64>rounded));
        setChannel(factor, c, deviation);
      }
    }
    normalizeRows(x, xHat, y, positions, width, stride, mean, correction, factor, zeros, gamma, beta);
    x += bytes;
    xHat += bytes;
    y += bytes;
    invStd += address(record, 10);
  }
}

/**
 * Fields: 1 examples, 2 columns, 3 stride, 4 xHat, 5 gamma or 0, 6 invStd, 7 its stride, 8 gradOutput, 9 gradInput,
 * 10 gradGamma, 11 gradBeta, 12 positions, 13 groups.
 */
export function groupNormBackward(record: usize, work: usize): void {
  const examples = integer(record, 1), columns = integer(record, 2), width = paddedWidth(columns);
  const stride = address(record, 3), gamma = address(record, 5);
  const gradGamma = address(record, 10), gradBeta = address(record, 11);
  const positions = integer(record, 12), groups = integer(record, 13), members = columns / groups;
  const sums = work, products = sums + width, factor = products + width, base = factor + width, slope = base + width;
  const count = <f64>(positions * members), bytes = <usize>positions * stride;
  let xHat = address(record, 4), gradOutput = address(record, 8), gradInput = address(record, 9);
  let invStd = address(record, 6);
  columnProducts(gradOutput, xHat, examples * positions, width, stride, gradBeta, gradGamma);
  memory.fill(factor, 0, width * 3);
  for (let example = 0; example < examples; example++) {
    columnProducts(gradOutput, xHat, positions, width, stride, sums, products);
    for (let group = 0; group < groups; group++) {
      const first = group * members;
      let sum: f64 = 0, product: f64 = 0;
      for (let c = first; c < first + members; c++) {
        const scale: f64 = gamma == 0 ? 1 : <f64>channel(gamma, c);
        sum += scale * <f64>channel(sums, c);
        product += scale * <f64>channel(products, c);
      }
      const deviation = channel(invStd, group);
      for (let c = first; c < first + members; c++) {
        setChannel(factor, c, deviation * (gamma == 0 ? 1 : channel(gamma, c)));
        setChannel(base, c, <f32>(-<f64>deviation * sum / count));
        setChannel(slope, c, <f32>(-<f64>deviation * product / count));
      }
    }
    normalizeRowsBackward(gradOutput, xHat, gradInput, positions, width, stride, factor, base, slope);
    xHat += bytes;
    gradOutput += bytes;
    gradInput += bytes;
    invStd += address(record, 7);
  }
}
