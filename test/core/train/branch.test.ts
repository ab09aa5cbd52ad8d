import { describe, expect, it } from 'vitest';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { SpecError } from '#core/errors.ts';
import type { Checkpoint } from '#core/train/checkpoint.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { checkpointsOf, lastCheckpoint, recordInterrupted, recordUntilPaused, slowClock } from './interrupted-run.ts';
import { recordRun, type RecordedRun } from './recorded-run.ts';

const dataset = smallDataset({ trainCount: 30, testCount: 9, separation: 1 });
const network: RunInput['network'] = { layers: [{ kind: 'dense', units: 5 }], normalization: { kind: 'batch' } };
const input: Partial<RunInput> = {
  network,
  optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
  batchSize: 5,
  duration: { unit: 'steps', count: 30 },
  evaluation: { interval: { unit: 'steps', count: 10 }, batchSize: 500 },
  // For a checkpoint of the end.
  checkpoint: { interval: { unit: 'steps', count: 1_000 } },
};

/** Paused at step 8: two evaluations of one batch, and eight steps. */
async function ancestor(changes: Partial<RunInput> = {}): Promise<Checkpoint> {
  const run = await recordUntilPaused(smallSpec({ ...input, ...changes }), 2 + 8, { dataset });
  expect(run.finished).toMatchObject({ outcome: { kind: 'paused' }, steps: 8 });
  return lastCheckpoint(run);
}

const branch = (checkpoint: Checkpoint, changes: Partial<RunInput> = {}, options: object = {}) =>
  recordRun(smallSpec({ ...input, ...changes }), {
    dataset,
    clock: slowClock(),
    from: { kind: 'branch', checkpoint },
    ...options,
  });

const tensorOf = ({ tensors }: Pick<Checkpoint, 'tensors'>, name: string) =>
  tensors.find((tensor) => tensor.name === name)!.values;
const endOf = (run: RecordedRun, path: string) => run.finished.tensors.find((tensor) => tensor.path === path)!.values;

describe('a branch', () => {
  it('with nothing changed goes on as its ancestor does, with an evaluation of its own first', async () => {
    const checkpoint = await ancestor();
    const [whole, run] = [await recordRun(smallSpec(input), { dataset }), await branch(checkpoint)];
    expect(run.started.from).toEqual({ step: 8, fresh: [], unused: [] });
    expect(run.steps('train/loss')[0]).toBe(9);
    expect(run.scalars('train/loss')).toEqual(whole.scalars('train/loss').slice(8));
    expect(run.finished.tensors).toEqual(whole.finished.tensors);
    expect(run.steps('test/loss')).toEqual([8, ...whole.steps('test/loss').filter((step) => step > 8)]);
  });

  it('can freeze the statistics: they stay as the ancestor left them', async () => {
    const checkpoint = await ancestor();
    const run = await branch(checkpoint, {
      network: { ...network, normalization: { kind: 'batch', statistics: 'frozen' } },
    });
    expect(run.started.from).toEqual({ step: 8, fresh: [], unused: [] });
    const statistic = Float32Array.from(tensorOf(checkpoint, 'layers.0.batchNorm.runningMean'));
    expect(endOf(run, 'layers.0.batchNorm.runningMean')).toEqual(statistic);
    expect(statistic.some((value) => value !== 0)).toBe(true);
    for (const { values } of run.series('layers.0.batchNorm/runningMean')) expect(values).toEqual([...statistic]);
    expect(endOf(run, 'layers.0.batchNorm.gamma')).not.toEqual(
      Float32Array.from(tensorOf(checkpoint, 'layers.0.batchNorm.gamma')),
    );
  });

  it('can change the momentum of batch normalization and the learning rate', async () => {
    const checkpoint = await ancestor();
    const plain = await branch(checkpoint);
    const momentum = await branch(checkpoint, {
      network: { ...network, normalization: { kind: 'batch', momentum: 1 } },
    });
    // In training, the running statistics take no part.
    expect(momentum.scalars('train/loss')).toEqual(plain.scalars('train/loss'));
    expect(momentum.scalars('test/loss').slice(1)).not.toEqual(plain.scalars('test/loss').slice(1));
    const rate = await branch(checkpoint, { optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 } });
    expect(rate.started.from).toEqual({ step: 8, fresh: [], unused: [] });
    expect(rate.scalars('train/loss')[0]).toBe(plain.scalars('train/loss')[0]);
    expect(rate.scalars('train/loss')[1]).not.toBe(plain.scalars('train/loss')[1]);
  });

  it('with another optimizer starts its moments anew, and counts its updates from there', async () => {
    const checkpoint = await ancestor();
    const optimizer = { kind: 'adam', learningRate: 0.01, epsilon: 1e-16 } as const;
    const run = await branch(checkpoint, { optimizer, duration: { unit: 'steps', count: 9 } });
    const parameters = checkpoint.tensors.map(({ name }) => name).filter((name) => name.endsWith('/velocity'));
    expect(run.started.from?.unused).toEqual(parameters);
    expect([...run.started.from!.fresh].sort()).toEqual(
      parameters
        .flatMap((name) => ['firstMoment', 'secondMoment'].map((moment) => name.replace('velocity', moment)))
        .sort(),
    );
    // Adam's first update is learningRate · sign(gradient). Averages corrected as if they were eight updates old, it
    // would be several times that.
    const before = tensorOf(checkpoint, 'layers.1.dense.bias');
    const after = endOf(run, 'layers.1.dense.bias');
    before.forEach((value, index) => expect(Math.abs(after[index] - value)).toBeCloseTo(0.01, 6));
  });

  it.each<[string, Partial<RunInput>, Partial<RunInput>]>([
    ['SGD', { optimizer: { kind: 'sgd' } }, { optimizer: { kind: 'rmsprop', momentum: 0.5 } }],
    ['RMSProp', { optimizer: { kind: 'rmsprop', momentum: 0.5 } }, { optimizer: { kind: 'sgd', momentum: 0.5 } }],
  ])('never takes moments of %s for another optimizer’s of the same name', async (_, from, to) => {
    const run = await branch(await ancestor(from), to);
    expect(run.started.from?.fresh.every((name) => name.includes('/'))).toBe(true);
    expect(run.started.from?.fresh.some((name) => name.endsWith('/velocity'))).toBe(true);
  });

  it('takes Adam’s moments over to AdamW, which means the same by them', async () => {
    const run = await branch(await ancestor({ optimizer: { kind: 'adam' } }), { optimizer: { kind: 'adamw' } });
    expect(run.started.from).toEqual({ step: 8, fresh: [], unused: [] });
  });

  it('with another network takes what fits by name and shape, and says what does not', async () => {
    const checkpoint = await ancestor({ optimizer: { kind: 'sgd' } });
    const wider = await branch(checkpoint, {
      optimizer: { kind: 'sgd' },
      network: {
        layers: [
          { kind: 'dense', units: 5 },
          { kind: 'dense', units: 4 },
        ],
        normalization: { kind: 'none' },
      },
    });
    expect(wider.started.from).toEqual({
      step: 8,
      fresh: [
        'layers.0.dense.bias',
        'layers.1.dense.weight',
        'layers.1.dense.bias',
        'layers.2.dense.weight',
        'layers.2.dense.bias',
      ],
      unused: [
        'layers.0.batchNorm.gamma',
        'layers.0.batchNorm.beta',
        'layers.1.dense.weight',
        'layers.1.dense.bias',
        'layers.0.batchNorm.runningMean',
        'layers.0.batchNorm.runningVar',
      ],
    });
  });

  it('may be on another device', async () => {
    const checkpoint = await ancestor();
    const [reference, wasm] = [
      await branch(checkpoint),
      await branch(checkpoint, {}, { device: await openWasmDevice() }),
    ];
    wasm.scalars('train/loss').forEach((loss, index) => {
      expect(loss).toBeCloseTo(reference.scalars('train/loss')[index], 4);
    });
  });

  it('that is paused goes on as if it had not been, as a branch of a branch does', async () => {
    const changes: Partial<RunInput> = { optimizer: { kind: 'adam', learningRate: 0.02 } };
    const from = { kind: 'branch' as const, checkpoint: await ancestor() };
    const spec = smallSpec({ ...input, ...changes });
    const whole = await recordRun(spec, { dataset, from });
    for (const pauses of [[1], [2, 3], [5, 1, 1, 4], [10, 10]]) {
      const parts = await recordInterrupted(spec, pauses, { dataset, from });
      expect(parts.bits(), String(pauses)).toEqual(whole.bits());
      expect(Buffer.compare(checkpointsOf(parts).at(-1)!.bytes, checkpointsOf(whole).at(-1)!.bytes)).toBe(0);
    }
    // Adam's count of updates goes on with its moments, from where they began.
    const middle = lastCheckpoint(await recordUntilPaused(spec, 6, { dataset, from }));
    expect(middle.momentsFrom).toBe(8);
    const again = await branch(middle, changes);
    const { step } = again.started.from!;
    expect(again.scalars('train/loss')).toEqual(whole.scalars('train/loss').slice(step - 8));
  });

  it('with no step left to make is refused', async () => {
    const failure = await branch(await ancestor(), { duration: { unit: 'steps', count: 8 } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(SpecError);
    expect((failure as SpecError).message).toBe(
      'duration: expected more than the 8 steps that led to the checkpoint, received 8 steps',
    );
  });
});
