import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { DataError } from '#core/errors.ts';
import { writeSafetensors } from '#core/tensor/safetensors.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '#core/train/checkpoint.ts';
import { readSafetensors } from '#test/fixtures/report/read-replay.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { lastCheckpoint, recordUntilPaused } from './interrupted-run.ts';
import { recordRun } from './recorded-run.ts';

const checkpoint: Checkpoint = {
  step: 1_234,
  evaluated: true,
  firstStep: 1_000,
  momentsFrom: 7,
  specHash: 'a'.repeat(64),
  seed: 0xffffffff,
  device: 'reference',
  tensors: [
    {
      name: 'layers.0.dense.weight',
      shape: [2, 3],
      values: Float64Array.of(1 / 3, -0, 5e-324, Number.MAX_VALUE, Infinity, Math.PI),
    },
    { name: 'layers.0.dense.weight/velocity', shape: [2], values: Float32Array.of(1 / 3, -1e-45) },
    { name: 'größe', shape: [1], values: Float64Array.of(-1) },
  ],
  followers: { earlyStop: { patience: { best: { step: 3, value: 0.1 }, without: 2 } }, checkpoints: null },
};

describe('a checkpoint', () => {
  const bytes = encodeCheckpoint(checkpoint);

  it('is the same after a journey as bytes, every bit of it', () => {
    const decoded = decodeCheckpoint(bytes);
    const byName = (tensors: Checkpoint['tensors']) => [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect({ ...decoded, tensors: byName(decoded.tensors) }).toEqual({
      ...checkpoint,
      tensors: byName(checkpoint.tensors),
    });
    expect(Object.is(decoded.tensors.find(({ name }) => name.endsWith('weight'))?.values[1], -0)).toBe(true);
    // Also where it lies at an odd place of a larger buffer, as messages and databases hand it over.
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeCheckpoint(shifted.subarray(3))).toEqual(decoded);
  });

  it('can be read by whoever reads safetensors', () => {
    const floats = { ...checkpoint, tensors: checkpoint.tensors.slice(1, 2) };
    const { metadata, tensors } = readSafetensors(encodeCheckpoint(floats));
    expect(metadata).toMatchObject({ format: 'BatchNorm Lab checkpoint', version: '1', step: '1234' });
    expect(tensors.get('layers.0.dense.weight/velocity')?.values).toEqual(checkpoint.tensors[1].values);
  });

  it('that is cut short anywhere says so', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length)), String(length)).toThrow(DataError);
    }
    expect(() => decodeCheckpoint(bytes.subarray(0, bytes.length - 1))).toThrow(
      `The checkpoint cannot be used. The safetensors file is truncated: expected at least ${bytes.length} bytes, received ${bytes.length - 1}. Resume from an earlier checkpoint, or restart the run.`,
    );
    expect(() => decodeCheckpoint(new Uint8Array())).toThrow('truncated: expected at least 8 bytes, received 0');
  });

  it('with any bit that is not as it was is refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
        const altered = bytes.slice();
        altered[bit >> 3] ^= 1 << (bit & 7);
        expect(() => decodeCheckpoint(altered)).toThrow(DataError);
      }),
      { numRuns: 2_000 },
    );
    expect(() => decodeCheckpoint(Uint8Array.from([...bytes, 0]))).toThrow('1 bytes follow the last tensor');
  });

  it('is told from bytes of any other kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => decodeCheckpoint(noise)).toThrow(DataError);
      }),
    );
    const integers = [{ name: 'weight\x7f', shape: [1], values: Int32Array.of(1) }];
    const crafted = encodeCheckpoint({ ...checkpoint, tensors: integers as unknown as Checkpoint['tensors'] });
    expect(() => decodeCheckpoint(crafted)).toThrow('Its tensor "weight\\u007f" holds integers.');
    const tensors = [{ name: 'weight', shape: [1], values: Float32Array.of(1) }];
    expect(() => decodeCheckpoint(writeSafetensors(tensors, { format: 'pt' }))).toThrow(DataError);
  });
});

describe('a run resumes from its own checkpoint alone', () => {
  const input: Partial<RunInput> = {
    network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch' } },
    optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.5 },
    duration: { unit: 'steps', count: 9 },
  };
  const spec = smallSpec(input);
  const paused = async () => lastCheckpoint(await recordUntilPaused(spec, 5));

  it.each<[string, Partial<RunInput>, string]>([
    [
      'with more layers',
      {
        network: {
          layers: [
            { kind: 'dense', units: 4 },
            { kind: 'dense', units: 4 },
          ],
          normalization: { kind: 'batch' },
        },
      },
      'It belongs to a different network: it lacks "layers.1.dense.weight" or has it in a different shape.',
    ],
    [
      'with wider layers',
      { network: { layers: [{ kind: 'dense', units: 5 }], normalization: { kind: 'batch' } } },
      'It belongs to a different network: it lacks "layers.0.dense.weight" or has it in a different shape.',
    ],
    [
      'without moments',
      { optimizer: { kind: 'sgd' } },
      'It belongs to a different network: it has "layers.0.dense.weight/velocity", which this network lacks.',
    ],
    [
      'with another learning rate',
      { optimizer: { kind: 'sgd', learningRate: 0.2, momentum: 0.5 } },
      'It was written with a different spec.',
    ],
  ])('and not from that of a network %s', async (_, other, why) => {
    const from = { kind: 'resume' as const, checkpoint: await paused() };
    await expect(recordRun(smallSpec({ ...input, ...other }), { from })).rejects.toThrow(
      `The checkpoint is not this run's. ${why} Resume from the run's own checkpoint, or branch off this one as a new run.`,
    );
  });

  it('and not from one of another seed or device', async () => {
    const from = { kind: 'resume' as const, checkpoint: await paused() };
    await expect(recordRun(spec, { from, seed: 2 })).rejects.toThrow('It has seed 1, but this run has seed 2.');
    await expect(recordRun(spec, { from, device: await openWasmDevice() })).rejects.toThrow(
      'It was written on the device reference, but this run is on wasm.',
    );
  });
});
