import { describeFilterFault, type FilterFault } from '#core/errors.ts';
import type { Colors } from './colors.ts';
import { width } from './text-table.ts';

/**
 * A filter with a marker under the error, and what is wrong with it:
 *
 *     error The filter has an error at column 10: expected one of queued, …; received "complete".
 *       status = complete
 *                ^^^^^^^^
 */
export function faultText(filter: string, fault: FilterFault, { red }: Colors): string {
  // Each line break and tab becomes one space, so that the marker lines up.
  const line = filter.replaceAll(/\s/g, ' ');
  const before = ' '.repeat(width(line.slice(0, fault.from)));
  const mark = '^'.repeat(Math.max(1, width(line.slice(fault.from, fault.to))));
  return [
    `${red('error')} The filter has an error at column ${fault.column}: ${describeFilterFault(fault)}.`,
    `  ${line}`,
    `  ${before}${red(mark)}`,
  ].join('\n');
}
