import { readCifarRecords, writeCifarRecords } from '#core/data/cifar.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';

const RECORD_LENGTH = 3_073;

/**
 * Records of CIFAR-10's binary version. Real ones are kilobytes of pixels, so the input is a pattern for them: how many
 * records are expected, by how many bytes the file is too long, the labels, and the bytes that repeat as pixels.
 */
export const fuzz = withinMemory((bytes) => {
  const [expected = 0, excess = 0, ...pattern] = bytes;
  const count = expected % 8;
  const file = Uint8Array.from({ length: Math.max(0, count * RECORD_LENGTH + ((excess << 24) >> 24)) }, (_, index) => {
    const record = Math.floor(index / RECORD_LENGTH);
    const isLabel = index % RECORD_LENGTH === 0;
    return pattern.length === 0 ? 0 : pattern[isLabel ? record % pattern.length : index % pattern.length];
  });
  const records = readOrRefused(() => readCifarRecords(file, 'data_batch_1.bin', count));
  if (records === undefined) return;
  expectThat(records.count === count && records.labels.length === count, `${count} records`);
  expectThat(
    Buffer.compare(writeCifarRecords(records.values, records.labels), file) === 0,
    'the same file when written',
  );
});
