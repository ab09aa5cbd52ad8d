import { describe, expect, it } from 'vitest';
import { runSpec } from '#core/spec/experiment.ts';
import type { CheckpointSpec } from '#core/spec/training/checkpoint.ts';
import { smallDataset } from '../nn/small-dataset.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';
import { checkpointsOf, slowClock } from './interrupted-run.ts';
import { recordRun } from './recorded-run.ts';

const input: Partial<RunInput> = {
  network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch' } },
  batchSize: 6,
  duration: { unit: 'steps', count: 20 },
  evaluation: { interval: { unit: 'steps', count: 6 }, batchSize: 500 },
};
const dataset = smallDataset({ trainCount: 30, testCount: 10, separation: 1 });
const specWith = (checkpoint: Partial<CheckpointSpec>, changes: Partial<RunInput> = {}) =>
  smallSpec({ ...input, ...changes, checkpoint });
const stepsWith = async (checkpoint: Partial<CheckpointSpec>, clock = slowClock()) =>
  checkpointsOf(await recordRun(specWith(checkpoint), { dataset, clock })).map(({ step }) => step);

describe('checkpoints are taken', () => {
  it('at each multiple of an interval in steps or epochs, and at the end', async () => {
    for (const clock of [slowClock(), () => 0]) {
      expect(await stepsWith({ interval: { unit: 'steps', count: 7 } }, clock)).toEqual([7, 14, 20]);
      expect(await stepsWith({ interval: { unit: 'epochs', count: 2 } }, clock)).toEqual([10, 20]);
    }
  });

  it('when so many seconds have passed', async () => {
    // With each call of the device some seconds pass; nothing is ever due while the clock stands.
    const steps = await stepsWith({ interval: { unit: 'seconds', count: 10 } });
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.at(-1)).toBe(20);
    expect(await stepsWith({ interval: { unit: 'seconds', count: 10 } }, () => 0)).toEqual([20]);
    expect(await stepsWith({ interval: { unit: 'seconds', count: 100_000 } })).toEqual([20]);
  });

  it('every 30 seconds of a run whose spec does not speak of them, and not at its end', async () => {
    const steps = checkpointsOf(await recordRun(smallSpec(input), { dataset, clock: slowClock() })).map(
      ({ step }) => step,
    );
    expect(steps.length).toBeGreaterThan(0);
    expect(steps).not.toContain(20);
    expect(checkpointsOf(await recordRun(smallSpec(input), { dataset }))).toEqual([]);
  });

  it('at each evaluation with a new best metric, if the best is kept', async () => {
    const spec = specWith(
      { interval: { unit: 'steps', count: 1_000 }, keepBest: { metric: 'test/loss' } },
      { optimizer: { kind: 'sgd', learningRate: 1.5 } },
    );
    const run = await recordRun(spec, { dataset, clock: slowClock() });
    const losses = run.series('test/loss').map(({ step, values: [loss] }) => ({ step, loss }));
    const bests = losses.filter(({ loss }, index) => losses.slice(0, index).every((earlier) => loss < earlier.loss));
    const checkpoints = checkpointsOf(run).filter(({ step }) => bests.some((best) => best.step === step));
    expect(bests.length).toBeGreaterThan(1);
    expect(bests.length).toBeLessThan(losses.length);
    expect(checkpoints.map(({ step, metrics }) => ({ step, loss: metrics['test/loss'] }))).toEqual(bests);
    expect(checkpointsOf(run).map(({ step }) => step)).toEqual([...new Set([...bests.map(({ step }) => step), 20])]);
  });

  it('without any influence on what the run gives', async () => {
    const plain = await recordRun(smallSpec(input), { dataset });
    for (const interval of [
      { unit: 'steps', count: 1 },
      { unit: 'seconds', count: 1 },
    ] as const) {
      const run = await recordRun(specWith({ interval, keepBest: { metric: 'test/accuracy' } }), {
        dataset,
        clock: slowClock(),
      });
      expect(run.bits()).toEqual(plain.bits());
    }
  });
});

describe('a checkpoint', () => {
  it('comes after every point up to its step, with the scores of its step alone', async () => {
    const run = await recordRun(specWith({ interval: { unit: 'steps', count: 3 } }), { dataset });
    let lastStep = 0;
    for (const event of run.events) {
      if (event.kind === 'points' && event.series === 'train/loss') {
        lastStep = event.firstStep + (event.values.length - 1) * event.stride;
      }
      if (event.kind !== 'checkpoint') continue;
      expect(lastStep).toBe(event.step);
      expect(event.evaluated).toBe(run.steps('test/loss').includes(event.step));
      const scores = run.series('test/loss').find(({ step }) => step === event.step);
      expect(event.metrics['test/loss']).toBe(scores?.values[0]);
    }
    expect(checkpointsOf(run).map(({ evaluated }) => evaluated)).toContain(false);
  });

  it('names no score that is not finite', async () => {
    const values = (dataset.test.values as Float32Array).slice().fill(Infinity);
    const broken = { ...dataset, test: { ...dataset.test, values } };
    const run = await recordRun(
      specWith({ interval: { unit: 'steps', count: 6 }, keepBest: { metric: 'test/loss' } }),
      {
        dataset: broken,
      },
    );
    expect(checkpointsOf(run).map(({ step }) => step)).toEqual([6, 12, 18, 20]);
    for (const { metrics } of checkpointsOf(run)) expect(Object.keys(metrics)).toEqual(['test/accuracy']);
  });
});

it('a spec that speaks of neither has the hash that it had', () => {
  expect(Object.keys(runSpec.parse(smallSpec()))).not.toContain('checkpoint');
  expect(Object.keys(runSpec.parse(smallSpec()))).not.toContain('earlyStop');
});
