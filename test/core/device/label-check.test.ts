import { describe, expect, test } from 'vitest';
import type { Device } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { DataError } from '#core/errors.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { describeDevices } from '#test/conformance/devices.ts';
import { smallDataset } from '#test/core/nn/small-dataset.ts';
import { smallSpec } from '#test/core/nn/small-spec.ts';

describe('labels on reference', () => labelTests(new ReferenceDevice()));
describeDevices('labels', labelTests);

function labelTests(device: Device): void {
  const create = () => TrainedModel.create(smallSpec(), 1, smallDataset({ classes: 3 }), device);

  test.each([3, -2, 1_000_000])(
    'a label of %i is refused when it is written, by row and count of classes',
    async (label) => {
      const { program, plan } = await create();
      const labels = new Int32Array(12);
      labels[5] = label;
      const written = program.write([{ buffer: plan.data.train.labels, values: labels }]);
      await expect(written).rejects.toThrow(DataError);
      await expect(written).rejects.toThrow(
        `label 5 must be a class from 0 to 2 (or −1 for no example), received ${label}`,
      );
    },
  );

  test('classes and "no example" are labels; other integers are not looked at', async () => {
    const { program, plan } = await create();
    await program.write([{ buffer: plan.data.test.labels, values: Int32Array.of(0, 1, 2, -1, 0, 1, 2) }]);
    await program.write([{ buffer: plan.phases.train.indices, values: new Int32Array(6).fill(9) }]);
    expect(await program.read([plan.data.test.labels])).toEqual([Int32Array.of(0, 1, 2, -1, 0, 1, 2)]);
  });
}
