import { address, float, integer } from './record';
import { exp, sumLanes } from './vector-math';

// Losses work by rows. Columns past the last one must not count, so a row's padding is overwritten before it is summed.

/** Index of the first largest value. NaN is never largest. */
function indexOfMaximum(row: usize, columns: i32): i32 {
  let index = 0;
  let maximum: f32 = -Infinity;
  for (let column = 0; column < columns; column++) {
    const value = load<f32>(row + (<usize>column << 2));
    if (value > maximum) {
      maximum = value;
      index = column;
    }
  }
  return index;
}

/** Whether fewer than `topK` classes are ahead of the label. What compares with nothing, NaN, is ahead. */
function isAmongTop(row: usize, columns: i32, label: i32, topK: i32): bool {
  const own = load<f32>(row + (<usize>label << 2));
  let ahead = 0;
  for (let column = 0; column < columns; column++) {
    const value = load<f32>(row + (<usize>column << 2));
    const behind = value < own || (value == own && column > label);
    if (!behind && column != label) ahead++;
  }
  return ahead < topK;
}

/** Σ_c (largest − logit[c]), every term of which is at least 0. */
function sumOfDistances(row: usize, columns: i32, largest: f32): f64 {
  let sum: f64 = 0;
  for (let column = 0; column < columns; column++) sum += <f64>largest - <f64>load<f32>(row + (<usize>column << 2));
  return sum;
}

/**
 * With e = exp(logit − largest logit): rowLoss = log1p(Σ e without the largest one's own 1) + Σ target · (largest − logit),
 * which keeps its digits where the network is sure; softmax = e / Σ e.
 *
 * Fields: 1 rows, 2 columns, 3 stride, 4 logits, 5 batchLabels, 6 rowLoss, 7 rowCorrect, 8 gradLogits or 0,
 * 9 stride of rowLoss, rowCorrect and rowTopK, 10 rowTopK or 0, 11 topK, 12 labelSmoothing. `work` holds one padded row.
 */
export function softmaxCrossEntropy(record: usize, work: usize): void {
  const rows = integer(record, 1), columns = integer(record, 2), stride = address(record, 3);
  let logits = address(record, 4), labels = address(record, 5), rowLoss = address(record, 6);
  let rowCorrect = address(record, 7), gradLogits = address(record, 8);
  const scalarStride = address(record, 9), bytes = <usize>columns << 2, width = <usize>((columns + 7) & ~7) << 2;
  const topK = integer(record, 11), smoothing = float(record, 12), share = smoothing / <f32>columns;
  let rowTopK = address(record, 10);
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels);
    if (label < 0) {
      store<f32>(rowLoss, 0);
      store<f32>(rowCorrect, 0);
      if (rowTopK != 0) store<f32>(rowTopK, 0);
      if (gradLogits != 0) memory.fill(gradLogits, 0, width);
    } else {
      const largest = indexOfMaximum(logits, columns);
      const maximum = load<f32>(logits + (<usize>largest << 2));
      for (let at: usize = 0; at < width; at += 16) {
        v128.store(work + at, exp(f32x4.sub(v128.load(logits + at), f32x4.splat(maximum))));
      }
      memory.fill(work + bytes, 0, width - bytes);
      const largestTerm = load<f32>(work + (<usize>largest << 2));
      store<f32>(work + (<usize>largest << 2), 0);
      let sums = f32x4.splat(0);
      for (let at: usize = 0; at < width; at += 16) sums = f32x4.add(sums, v128.load(work + at));
      // A maximum of infinity makes its own term NaN; adding the term's distance from 1 lets the loss become NaN too.
      const others = sumLanes(sums) + (largestTerm - 1);
      const distance = maximum - load<f32>(logits + (<usize>label << 2));
      let expected = <f64>distance;
      if (smoothing != 0) {
        const spread = sumOfDistances(logits, columns, maximum);
        expected = <f64>(1 - smoothing) * expected + <f64>smoothing * spread / <f64>columns;
      }
      store<f32>(rowLoss, <f32>(Math.log1p(<f64>others) + expected));
      store<f32>(rowCorrect, largest == label ? 1 : 0);
      if (rowTopK != 0) store<f32>(rowTopK, isAmongTop(logits, columns, label, topK) ? 1 : 0);
      if (gradLogits != 0) {
        store<f32>(work + (<usize>largest << 2), largestTerm);
        const total = f32x4.splat((1 + others) * <f32>rows), target = f32x4.splat(share / <f32>rows);
        for (let at: usize = 0; at < width; at += 16) {
          v128.store(gradLogits + at, f32x4.sub(f32x4.div(v128.load(work + at), total), target));
        }
        // The label's own gradient, (softmax − 1) / B, as −(Σ of the other terms) / Σ / B: no cancellation. What smoothing
        // takes from its target comes back.
        store<f32>(work + (<usize>label << 2), 0);
        sums = f32x4.splat(0);
        for (let at: usize = 0; at < width; at += 16) sums = f32x4.add(sums, v128.load(work + at));
        const labelGradient = (smoothing - share) / <f32>rows - sumLanes(sums) / ((1 + others) * <f32>rows);
        store<f32>(gradLogits + (<usize>label << 2), labelGradient);
      }
    }
    logits += stride;
    labels += 4;
    rowLoss += scalarStride;
    rowCorrect += scalarStride;
    if (rowTopK != 0) rowTopK += scalarStride;
    if (gradLogits != 0) gradLogits += stride;
  }
}

/** Fields as in softmaxCrossEntropy, 12 without meaning. */
export function meanSquaredError(record: usize): void {
  const rows = integer(record, 1), columns = integer(record, 2), stride = address(record, 3);
  let logits = address(record, 4), labels = address(record, 5), rowLoss = address(record, 6);
  let rowCorrect = address(record, 7), gradLogits = address(record, 8);
  const scalarStride = address(record, 9), width = <usize>((columns + 7) & ~7) << 2;
  const topK = integer(record, 11);
  let rowTopK = address(record, 10);
  const factor: f32 = <f32>(2.0 / (<f64>rows * <f64>columns));
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels);
    if (gradLogits != 0) memory.fill(gradLogits, 0, width);
    if (label < 0) {
      store<f32>(rowLoss, 0);
      store<f32>(rowCorrect, 0);
      if (rowTopK != 0) store<f32>(rowTopK, 0);
    } else {
      let squares: f64 = 0;
      for (let column = 0; column < columns; column++) {
        const offset = <usize>column << 2;
        const difference = load<f32>(logits + offset) - (column == label ? <f32>1 : <f32>0);
        squares += <f64>difference * <f64>difference;
        if (gradLogits != 0) store<f32>(gradLogits + offset, difference * factor);
      }
      store<f32>(rowLoss, <f32>(squares / <f64>columns));
      store<f32>(rowCorrect, indexOfMaximum(logits, columns) == label ? 1 : 0);
      if (rowTopK != 0) store<f32>(rowTopK, isAmongTop(logits, columns, label, topK) ? 1 : 0);
    }
    logits += stride;
    labels += 4;
    rowLoss += scalarStride;
    rowCorrect += scalarStride;
    if (rowTopK != 0) rowTopK += scalarStride;
    if (gradLogits != 0) gradLogits += stride;
  }
}

/** The sum of one value per row, in float64. */
function sumOfRows(from: usize, rows: i32, stride: usize): f64 {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    sum += <f64>load<f32>(from);
    from += stride;
  }
  return sum;
}

/**
 * Sums the rows' losses and scores into row `step` of the log.
 * Fields: 1 rows, 2 rowLoss, 3 rowCorrect, 4 their stride, 5 log, 6 its stride, 7 rowTopK or 0.
 * @returns whether the step's loss is finite.
 */
export function log(record: usize, step: i32): bool {
  const rows = integer(record, 1), stride = address(record, 4), rowTopK = address(record, 7);
  const out = address(record, 5) + <usize>step * address(record, 6);
  const loss = <f32>sumOfRows(address(record, 2), rows, stride);
  // One pattern of bits for every NaN, so that two runs that diverge alike are alike byte for byte.
  store<f32>(out, isNaN(loss) ? <f32>NaN : loss);
  store<f32>(out + 4, <f32>sumOfRows(address(record, 3), rows, stride));
  if (rowTopK != 0) store<f32>(out + 8, <f32>sumOfRows(rowTopK, rows, stride));
  return isFinite(loss);
}
