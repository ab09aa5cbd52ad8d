import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCifarRecords, writeCifarRecords } from '#core/data/cifar.ts';
import { DataError } from '#core/errors.ts';

const record = (label: number, red: number, green: number, blue: number): number[] => [
  label,
  ...Array.from({ length: 1_024 }, (_, pixel) => (red + pixel) % 256),
  ...Array.from({ length: 1_024 }, () => green),
  ...Array.from({ length: 1_024 }, () => blue),
];

const two = Uint8Array.from([...record(9, 10, 20, 30), ...record(0, 1, 2, 3)]);

it('reads planes of red, green and blue as pixels', () => {
  const { count, values, labels } = readCifarRecords(two, 'batch', 2);
  expect(count).toBe(2);
  expect([...labels]).toEqual([9, 0]);
  expect([...values.subarray(0, 9)]).toEqual([10, 20, 30, 11, 20, 30, 12, 20, 30]);
  // The first pixel of the second row, 32 pixels on.
  expect([...values.subarray(32 * 3, 32 * 3 + 3)]).toEqual([42, 20, 30]);
  expect([...values.subarray(3_072, 3_075)]).toEqual([1, 2, 3]);
  expect(values.length).toBe(2 * 32 * 32 * 3);
});

it('writes what it reads, byte for byte', () => {
  const anyRecords = fc.array(
    fc.record({ label: fc.nat(9), pixels: fc.uint8Array({ minLength: 3_072, maxLength: 3_072 }) }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(anyRecords, (records) => {
      const file = Uint8Array.from(records.flatMap(({ label, pixels }) => [label, ...pixels]));
      const { values, labels } = readCifarRecords(file, 'batch', records.length);
      expect(writeCifarRecords(values, labels)).toEqual(file);
    }),
    { numRuns: 20 },
  );
});

describe('refuses', () => {
  it('a file of any other length', () => {
    fc.assert(
      fc.property(fc.nat(two.length - 1), (length) => {
        expect(() => readCifarRecords(two.subarray(0, length), 'batch', 2)).toThrow(
          new DataError(`batch: expected 6146 bytes (2 records of 3073), received ${length} bytes.`),
        );
      }),
    );
    expect(() => readCifarRecords(Uint8Array.from([...two, 0]), 'batch', 2)).toThrow('received 6147 bytes');
  });

  it('a label that is no class, naming the record', () => {
    const spoilt = Uint8Array.from(two);
    spoilt[3_073] = 10;
    expect(() => readCifarRecords(spoilt, 'batch', 2)).toThrow(
      new DataError('batch: expected a label from 0 to 9 in record 1, received 10.'),
    );
  });
});
