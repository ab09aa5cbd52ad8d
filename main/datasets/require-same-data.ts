import type { DataRecord } from '#core/contract/data-record.ts';
import { describeContent } from '#core/report/data-findings.ts';
import { DataError } from '#core/errors.ts';

const REMEDIES = {
  resume: 'Restore the files as they were and resume it again, or run the experiment anew.',
  replay: 'Restore the files as they were and export it again, or run the experiment anew.',
  branch:
    'Restore the files as they were and resume the branch, or name the new ones in its spec: then a branch may learn from other data.',
} as const;

/**
 * @param expected What the run learned from.
 * @param found What is there now.
 * @throws DataError naming both, unless the examples and labels are the same.
 */
export function requireSameData(expected: DataRecord, found: DataRecord, purpose: keyof typeof REMEDIES): void {
  if (expected.sha256 === found.sha256) return;
  throw new DataError(
    `${found.name} has changed since this run learned from it: expected ${describeContent(expected)}, received ` +
      `${describeContent(found)}. ${REMEDIES[purpose]}`,
    { expected, received: found },
  );
}
