import { describeFilterFault, type FilterFault } from '#core/errors.ts';
import type { Colors } from './output.ts';
import { width } from './text-table.ts';

/**
 * A filter with a mark under what is at fault, and what is wrong with it:
 *
 *     error The filter has a fault at column 10: expected one of queued, …; received "complete".
 *       status = complete
 *                ^^^^^^^^
 */
export function faultText(filter: string, fault: FilterFault, { red }: Colors): string {
  // Each line break and tab becomes one space: the mark stands where it should.
  const line = filter.replaceAll(/\s/g, ' ');
  const before = ' '.repeat(width(line.slice(0, fault.from)));
  const mark = '^'.repeat(Math.max(1, width(line.slice(fault.from, fault.to))));
  return [
    `${red('error')} The filter has a fault at column ${fault.column}: ${describeFilterFault(fault)}.`,
    `  ${line}`,
    `  ${before}${red(mark)}`,
  ].join('\n');
}
