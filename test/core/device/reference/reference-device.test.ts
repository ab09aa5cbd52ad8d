import { describe, expect, it } from 'vitest';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { buildModel, dataForm } from '#core/nn/model.ts';
import { smallDataset } from '../../nn/small-dataset.ts';
import { smallSpec } from '../../nn/small-spec.ts';

const dataset = smallDataset();
const { plan } = buildModel(smallSpec(), dataForm(dataset));
const compile = () => new ReferenceDevice().compile(plan);

describe('the program of the reference device', () => {
  it('starts with zeros, and gives back what was written, from a row on', async () => {
    const program = await compile();
    const { values } = plan.data.train;
    await program.write([{ buffer: values, values: [1, 2, 3, 4, 5, 6], firstRow: 2 }].map(asFloats));
    const [read] = await program.read([values]);
    expect([...read.subarray(0, 15)]).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0]);
    expect(read).toBeInstanceOf(Float64Array);
    const [labels] = await program.read([plan.data.train.labels]);
    expect(labels).toBeInstanceOf(Int32Array);
  });

  it('gives copies, not its memory', async () => {
    const program = await compile();
    const [first] = await program.read([plan.input.scale]);
    first.fill(7);
    expect((await program.read([plan.input.scale]))[0]).not.toContain(7);
  });

  it('names the buffer of a write that does not fit', async () => {
    const program = await compile();
    const buffer = plan.data.train.values;
    await expect(program.write([asFloats({ buffer, values: [1, 2] })])).rejects.toThrow('data/train/values');
    const tooFar = asFloats({ buffer, values: [1, 2, 3], firstRow: 12 });
    await expect(program.write([tooFar])).rejects.toThrow('data/train/values');
  });

  it('refuses more steps than a call can hold', async () => {
    const program = await compile();
    await expect(program.run('train', plan.phases.train.stepsMax + 1)).rejects.toThrow('steps a call');
  });

  it('ends a call after the step whose loss is not finite', async () => {
    const program = await compile();
    const indices = Int32Array.from({ length: 6 * 4 }, (_, index) => index % 12);
    const values = (dataset.train.values as Float32Array).slice();
    values[7 * 3] = Number.NaN;
    await program.write([
      { buffer: plan.data.train.values, values },
      { buffer: plan.input.scale, values: Float32Array.of(1, 1, 1) },
      { buffer: plan.phases.train.indices, values: indices },
    ]);
    // Example 7 is in the second batch of six.
    expect(await program.run('train', 4)).toBe(2);
    const [log] = await program.read([plan.phases.train.log]);
    expect(log[0]).toBeGreaterThan(0);
    expect(log[2]).toBeNaN();
    expect(log[4]).toBe(0);
  });
});

function asFloats<Write extends { values: readonly number[] }>(write: Write) {
  return { ...write, values: Float64Array.from(write.values) };
}
