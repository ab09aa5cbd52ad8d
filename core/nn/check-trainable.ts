import { SpecError, type SpecIssue } from '../errors.ts';
import type { RunSpec } from '../spec/experiment.ts';

/**
 * Holds a run's spec against the data it meets; what the schema alone cannot know.
 * @throws SpecError naming every fault.
 */
export function checkTrainable(spec: Pick<RunSpec, 'network' | 'optimizer' | 'batchSize'>, trainCount: number): void {
  const issues: SpecIssue[] = [];
  if (spec.batchSize > trainCount) {
    issues.push({
      path: 'batchSize',
      expected: `at most the ${trainCount} training examples`,
      received: String(spec.batchSize),
    });
  }
  const normalizes = spec.network.layers.some(
    (layer) => (layer.normalization ?? spec.network.normalization).kind === 'batch',
  );
  if (normalizes && spec.batchSize < 2) {
    issues.push({
      path: 'batchSize',
      expected: 'at least 2 with batch normalization, which needs a variance',
      received: String(spec.batchSize),
    });
  }
  if (spec.optimizer.nesterov && spec.optimizer.momentum === 0) {
    issues.push({ path: 'optimizer.nesterov', expected: 'false without a momentum', received: 'true' });
  }
  if (issues.length > 0) throw new SpecError(issues);
}
