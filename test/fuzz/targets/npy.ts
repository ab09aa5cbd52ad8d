import { readNpy } from '#core/data/npy/read-npy.ts';
import { writeNpy } from '#core/data/npy/write-npy.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';

/** A NumPy array: it has as many values as its shape says, and int32 ones can be written and read again. */
export const fuzz = withinMemory((bytes) => {
  const array = readOrRefused(() => readNpy(bytes, 'array.npy'));
  if (array === undefined) return;
  const { shape, values } = array;
  const count = shape.reduce((product, extent) => product * extent, 1);
  expectThat(values.length === count, `${count} values as the shape says, not ${values.length}`);
  if (!(values instanceof Int32Array)) return;
  const again = readNpy(writeNpy(shape, values), 'array.npy');
  expectThat(`${again.shape}` === `${shape}` && `${again.values}` === `${values}`, 'the same array when read again');
});
