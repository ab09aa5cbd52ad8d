import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readNpy } from '#core/data/npy/read-npy.ts';
import { writeNpy } from '#core/data/npy/write-npy.ts';

const shapeOf = (length: number) => fc.constantFrom([length], [1, length], [length, 1, 1]);

it('writes int32 arrays that the reader takes back as they were', () => {
  const arrays = fc
    .int32Array({ maxLength: 40 })
    .chain((values) => fc.tuple(shapeOf(values.length), fc.constant(values)));
  fc.assert(
    fc.property(arrays, ([shape, values]) => {
      expect(readNpy(writeNpy(shape, values), 'x')).toEqual({ shape, values });
    }),
  );
});

it('writes bytes that the reader takes back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (values) => {
      expect(readNpy(writeNpy([values.length], values), 'x')).toEqual({ shape: [values.length], values });
    }),
  );
});
