import { SpecError, type SpecIssue } from '../errors.ts';
import type { AugmentationSpec } from '../spec/dataset/dataset-images.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { networkFaults } from '../spec/network/network-checks.ts';

/**
 * Checks a run's spec against the loaded data. Parsing a spec finds the same faults earlier, as far as the spec describes
 * its data set; here they are found for any data set, before anything reaches a device.
 * @throws SpecError naming every fault.
 */
export function checkTrainable(
  spec: Pick<RunSpec, 'network' | 'batchSize'>,
  data: { readonly exampleShape: readonly number[]; readonly train: { readonly count: number } },
  augmentation: AugmentationSpec | null = null,
): void {
  const issues: SpecIssue[] = networkFaults(spec.network, data.exampleShape, spec.batchSize).map(
    ({ fields, expected, received }) => ({ path: fields[0], expected, received }),
  );
  if (spec.batchSize > data.train.count) {
    const received = `batchSize ${spec.batchSize}`;
    issues.unshift({
      path: 'batchSize',
      expected: `a batchSize of at most the ${data.train.count} training examples`,
      received,
    });
  }
  if (augmentation !== null && data.exampleShape.length !== 3) {
    const received = `examples of the shape [${data.exampleShape.join(', ')}]`;
    issues.push({ path: 'dataset.augmentation', expected: 'images to augment, [height, width, channels]', received });
  }
  if (issues.length > 0) throw new SpecError(issues);
}
