import { featureCount, type Dataset } from '#core/data/dataset.ts';
import { CLASSES_MAX } from '#core/data/limits.ts';
import { expectThat } from './check.ts';

/** A data set that a reader gives fits together: what training takes for granted. */
export function expectWhole(dataset: Dataset): void {
  const { classes, exampleShape, train, test } = dataset;
  expectThat(classes >= 2 && classes <= CLASSES_MAX, `from 2 to ${CLASSES_MAX} classes, not ${classes}`);
  expectThat(exampleShape.length === 1 || exampleShape.length === 3, 'features, or height, width and channels');
  expectThat(
    exampleShape.every((extent) => Number.isInteger(extent) && extent >= 1),
    'whole extents from 1',
  );
  for (const { count, values, labels } of [train, test]) {
    expectThat(count >= 1 && labels.length === count, `a label for each of ${count} examples, not ${labels.length}`);
    expectThat(values.length === count * featureCount(dataset), `${count} whole examples, not ${values.length} values`);
    expectThat(
      values.every((value) => Number.isFinite(value)),
      'finite values',
    );
    expectThat(
      labels.every((label) => label >= 0 && label < classes),
      'labels of the classes',
    );
  }
}
