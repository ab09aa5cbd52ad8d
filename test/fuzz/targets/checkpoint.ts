import { isDeepStrictEqual } from 'node:util';
import { readSafetensors, writeSafetensors } from '#core/tensor/safetensors.ts';
import { decodeCheckpoint, encodeCheckpoint } from '#core/train/checkpoint.ts';
import { crc32 } from '#core/data/crc32.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';

/** A checkpoint, and the safetensors file that it is: what was read is written and read again the same. */
export const fuzz = withinMemory((bytes) => {
  const file = readOrRefused(() => readSafetensors(bytes));
  if (file === undefined) return;
  for (const { name, shape, values } of file.tensors) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    expectThat(values.length === count, `${count} values of ${JSON.stringify(name)} as its shape says`);
  }
  const again = readSafetensors(writeSafetensors(file.tensors, file.metadata));
  expectThat(isDeepStrictEqual(byName(again.tensors), byName(file.tensors)), 'the same tensors when read again');
  expectThat(isDeepStrictEqual({ ...again.metadata }, { ...file.metadata }), 'the same metadata when read again');
  // No search finds a CRC-32 by chance.
  const checkpoint = readOrRefused(() => decodeCheckpoint(withRightChecksum(bytes)));
  if (checkpoint === undefined) return;
  const second = decodeCheckpoint(encodeCheckpoint(checkpoint));
  expectThat(
    isDeepStrictEqual(
      { ...second, tensors: byName(second.tensors) },
      { ...checkpoint, tensors: byName(checkpoint.tensors) },
    ),
    'the same checkpoint when read again',
  );
});

/** The writer may lay them out in another order. */
function byName<T extends { readonly name: string }>(tensors: readonly T[]): Map<string, T> {
  return new Map([...tensors].sort((a, b) => (a.name < b.name ? -1 : 1)).map((tensor) => [tensor.name, tensor]));
}

/** A copy whose last four bytes are the checksum of those before. */
function withRightChecksum(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const end = copy.length - 4;
  if (end >= 0) new DataView(copy.buffer).setUint32(end, crc32(copy.subarray(0, end)), true);
  return copy;
}
