import { address, integer } from './record';

/** Sums of 64 rows are added up, as in batch normalization. Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 sum. */
export function columnSum(record: usize): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 7) & ~7) << 2, stride = address(record, 3);
  const x = address(record, 4), sum = address(record, 5), zero = f32x4.splat(0);
  for (let column: usize = 0; column < width; column += 32) {
    let at = x + column;
    let sum0 = zero, sum1 = zero;
    for (let first = 0; first < rows; first += 64) {
      let partial0 = zero, partial1 = zero;
      for (let row = first, last = min(rows, first + 64); row < last; row++) {
        partial0 = f32x4.add(partial0, v128.load(at));
        partial1 = f32x4.add(partial1, v128.load(at, 16));
        at += stride;
      }
      sum0 = f32x4.add(sum0, partial0);
      sum1 = f32x4.add(sum1, partial1);
    }
    v128.store(sum + column, sum0);
    v128.store(sum + column, sum1, 16);
  }
}
