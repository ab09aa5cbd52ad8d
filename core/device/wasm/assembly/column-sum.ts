import { columnSums, paddedWidth } from './column-moments';
import { address, integer } from './record';

/** Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 sum. */
export function columnSum(record: usize): void {
  columnSums(address(record, 4), integer(record, 1), paddedWidth(integer(record, 2)), address(record, 3), address(record, 5));
}
