import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { ImageMoves } from '#core/data/image-moves.ts';
import { gatheredInputs } from '#core/data/gathered-inputs.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { SpecError } from '#core/errors.ts';
import { randomStream } from '#core/tensor/random.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { recordRun } from './recorded-run.ts';

/** Random pictures of bytes. @param channels more than one are padded in memory by some devices */
function pictures(channels: number): Dataset {
  const split = (count: number, name: string): Split => {
    const random = randomStream(0, 'pictures', name);
    return {
      count,
      values: Uint8Array.from({ length: count * 6 * 5 * channels }, () => random.integer(256)),
      labels: Int32Array.from({ length: count }, () => random.integer(3)),
    };
  };
  return {
    name: 'Pictures',
    classes: 3,
    exampleShape: [6, 5, channels],
    train: split(24, 'train'),
    test: split(10, 'test'),
  };
}

const networks: Record<string, RunInput['network']> = {
  dense: { layers: [{ kind: 'dense', units: 7 }], normalization: { kind: 'batch' } },
  convolutional: {
    layers: [{ kind: 'conv2d', filters: 4, kernelSize: 3 }, { kind: 'maxPool' }, { kind: 'flatten' }],
    normalization: { kind: 'batch' },
  },
};

const augmentation = { flip: true, shift: 2 };
const mnist = (fields: object) => ({ dataset: { kind: 'mnist' as const, ...fields } });

describe.each(Object.keys(networks))('a %s network', (name) => {
  it.each([1, 3])('sees the same pictures of %i channels on every device', async (channels) => {
    const spec = smallSpec({ ...mnist({ augmentation }), network: networks[name], inputNormalization: 'standardize' });
    const run = async (device: Parameters<typeof recordRun>[1]) =>
      recordRun(spec, { dataset: pictures(channels), ...device });
    const reference = (await run({ device: new ReferenceDevice() })).scalars('train/loss');
    expect(reference).toHaveLength(8);
    const wasm = (await run({ device: await openWasmDevice() })).scalars('train/loss');
    for (const [step, loss] of reference.entries()) expect(wasm[step] / loss).toBeCloseTo(1, 4);
  });
});

it('changes the training images and not the test images', async () => {
  const losses = async (fields: object, series: string) =>
    (await recordRun(smallSpec({ ...mnist(fields), network: networks.dense }), { dataset: pictures(1) })).scalars(
      series,
    );
  const plain = await losses({}, 'train/loss');
  expect(await losses({ augmentation: { flip: false, shift: 0 } }, 'train/loss')).toEqual(plain);
  expect((await losses({ augmentation }, 'train/loss'))[0]).not.toBe(plain[0]);
  // Before the first step nothing has been learned, from whatever pictures.
  expect((await losses({ augmentation }, 'test/loss'))[0]).toBe((await losses({}, 'test/loss'))[0]);
});

it('pads with black, whatever the input normalization', async () => {
  // One step of one batch with all examples, on pictures moved by hand, must give the very same loss.
  const dataset = pictures(3);
  const fields = { network: networks.dense, inputNormalization: 'standardize' as const, batchSize: 24 };
  const spec = smallSpec({ ...fields, ...mnist({ augmentation }), duration: { unit: 'steps', count: 1 } });
  const [loss] = (await recordRun(spec, { dataset, seed: 5 })).scalars('train/loss');

  const order = randomStream(5, 'shuffle', 'epoch 0').permutation(24);
  const moves = new ImageMoves(5, augmentation, 24).step(0);
  const values = Uint8Array.from(dataset.train.values);
  order.forEach((example, row) => {
    const [dy, dx, flip] = moves.subarray(3 * row, 3 * row + 3);
    for (let y = 0; y < 6; y += 1) {
      for (let x = 0; x < 5; x += 1) {
        const [fromY, fromX] = [y + dy, (flip === 1 ? 4 - x : x) + dx];
        const inside = fromY >= 0 && fromY < 6 && fromX >= 0 && fromX < 5;
        for (let c = 0; c < 3; c += 1) {
          const from = example * 90 + (fromY * 5 + fromX) * 3 + c;
          values[example * 90 + (y * 5 + x) * 3 + c] = inside ? dataset.train.values[from] : 0;
        }
      }
    }
  });
  // Raw values and their normalization by the statistics of the pictures as they were: so these come ready-made.
  const { scale, shift } = gatheredInputs(dataset, 'standardize', true);
  const ready = (bytes: ArrayLike<number>) =>
    Float32Array.from(bytes, (byte, at) => byte * scale[at % 90] + shift[at % 90]);
  const byHand: Dataset = {
    ...dataset,
    train: { ...dataset.train, values: ready(values) },
    test: { ...dataset.test, values: ready(dataset.test.values) },
  };
  const plain = smallSpec({
    ...fields,
    ...mnist({}),
    inputNormalization: 'none',
    duration: { unit: 'steps', count: 1 },
  });
  const [expected] = (await recordRun(plain, { dataset: byHand, seed: 5 })).scalars('train/loss');
  expect(loss / expected).toBeCloseTo(1, 6);
});

it('is for images alone', async () => {
  const spec = smallSpec(mnist({ augmentation }));
  await expect(recordRun(spec)).rejects.toThrow(SpecError);
  await expect(recordRun(spec)).rejects.toThrow(
    'dataset.augmentation: expected images to augment, [height, width, channels], received examples of the shape [3]',
  );
});
