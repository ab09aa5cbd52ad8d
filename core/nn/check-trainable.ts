import { SpecError, type SpecIssue } from '../errors.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { usesBatchNorm } from '../spec/run-checks.ts';

/**
 * Holds a run's spec against the data it really meets. Reading a spec finds the same faults earlier, from what the spec
 * says of its data set; here they are found for any data set and any spec, before a device sees them.
 * @throws SpecError naming every fault.
 */
export function checkTrainable(spec: Pick<RunSpec, 'network' | 'batchSize'>, trainCount: number): void {
  const received = String(spec.batchSize);
  const issues: SpecIssue[] = [];
  if (spec.batchSize > trainCount) {
    issues.push({ path: 'batchSize', expected: `at most the ${trainCount} training examples`, received });
  }
  if (usesBatchNorm(spec.network) && spec.batchSize < 2) {
    const expected = 'at least 2 with batch normalization, because one example has no variance';
    issues.push({ path: 'batchSize', expected, received });
  }
  if (issues.length > 0) throw new SpecError(issues);
}
