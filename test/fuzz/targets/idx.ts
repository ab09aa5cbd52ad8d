import { idxDataset } from '#core/data/idx-dataset.ts';
import { readIdx } from '#core/data/idx.ts';
import { idx } from '#core/spec/dataset/dataset-files.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';
import { expectWhole } from '../dataset-check.ts';
import { splitFiles } from '../input.ts';

const names = ['train-images', 'train-labels', 'test-images', 'test-labels'] as const;
const spec = idx.parse({
  kind: 'idx',
  trainImages: names[0],
  trainLabels: names[1],
  testImages: names[2],
  testLabels: names[3],
});

/** The four IDX files of a data set. */
export const fuzz = withinMemory((bytes) => {
  const files = splitFiles(bytes, 4).map((file, index) => ({ name: names[index], bytes: file }));
  for (const file of files) {
    const shape = file.bytes.length < 4 ? [-1] : Array.from({ length: file.bytes[3] % 5 }, () => -1);
    const array = readOrRefused(() => readIdx(file.bytes, file.name, shape));
    if (array === undefined) continue;
    const count = array.shape.reduce((product, extent) => product * extent, 1);
    expectThat(array.values.length === count, `${count} values as the header says, not ${array.values.length}`);
  }
  const [trainImages, trainLabels, testImages, testLabels] = files;
  const dataset = readOrRefused(() => idxDataset(spec, { trainImages, trainLabels, testImages, testLabels }));
  if (dataset !== undefined) expectWhole(dataset);
});
