import { describe, expect, it } from 'vitest';
import { optimizerOf } from '#core/nn/optimizers/optimizer-of.ts';
import type { OptimizerSpec } from '#core/spec/training/training.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallSpec, type RunInput } from '../small-spec.ts';
import { StepProbe } from '../step-probe.ts';

/** What one element of a parameter carries from step to step. */
interface Element {
  value: number;
  m: number;
  v: number;
}

/**
 * One update of one element, written out again from PyTorch's documentation: `torch.optim.RMSprop`, `Adam` and `AdamW`,
 * after `clip_grad_norm_`. @param t Number of the update, from 1. @param share What clipping leaves of a gradient.
 */
type Rule = (element: Element, gradient: number, t: number, decayed: boolean) => void;

const lr = 0.05;

const rmsprop =
  (alpha: number, eps: number, momentum: number, weightDecay: number): Rule =>
  (element, gradient, _, decayed) => {
    const g = gradient + (decayed ? weightDecay * element.value : 0);
    element.v = alpha * element.v + (1 - alpha) * g * g;
    const step = g / (Math.sqrt(element.v) + eps);
    element.m = momentum * element.m + step;
    element.value -= lr * (momentum > 0 ? element.m : step);
  };

const adam =
  (beta1: number, beta2: number, eps: number, l2: number, decoupled: number): Rule =>
  (element, gradient, t, decayed) => {
    if (decayed) element.value -= lr * decoupled * element.value;
    const g = gradient + (decayed ? l2 * element.value : 0);
    element.m = beta1 * element.m + (1 - beta1) * g;
    element.v = beta2 * element.v + (1 - beta2) * g * g;
    const mHat = element.m / (1 - beta1 ** t);
    const vHat = element.v / (1 - beta2 ** t);
    element.value -= (lr * mHat) / (Math.sqrt(vHat) + eps);
  };

const sgd =
  (weightDecay: number): Rule =>
  (element, gradient, _, decayed) => {
    element.value -= lr * (gradient + (decayed ? weightDecay * element.value : 0));
  };

type Optimizer = RunInput['optimizer'];
const all = () => true;
const onlyWeights = (path: string) => path.endsWith('weight');

const cases: [name: string, optimizer: Optimizer, rule: Rule, decayed: (path: string) => boolean, moments: string[]][] =
  [
    ['RMSProp', { kind: 'rmsprop', learningRate: lr }, rmsprop(0.99, 1e-8, 0, 0), all, ['squareAverage']],
    [
      'RMSProp with momentum',
      { kind: 'rmsprop', learningRate: lr, alpha: 0.9, epsilon: 1e-3, momentum: 0.8 },
      rmsprop(0.9, 1e-3, 0.8, 0),
      all,
      ['squareAverage', 'velocity'],
    ],
    [
      'RMSProp with L2',
      { kind: 'rmsprop', learningRate: lr, weightDecay: 0.1 },
      rmsprop(0.99, 1e-8, 0, 0.1),
      all,
      ['squareAverage'],
    ],
    ['Adam', { kind: 'adam', learningRate: lr }, adam(0.9, 0.999, 1e-8, 0, 0), all, ['firstMoment', 'secondMoment']],
    [
      'Adam with L2 on weights alone',
      { kind: 'adam', learningRate: lr, beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.2, decayed: 'weights' },
      adam(0.8, 0.95, 1e-4, 0.2, 0),
      onlyWeights,
      ['firstMoment', 'secondMoment'],
    ],
    [
      'AdamW',
      { kind: 'adamw', learningRate: lr },
      adam(0.9, 0.999, 1e-8, 0, 0.01),
      all,
      ['firstMoment', 'secondMoment'],
    ],
    [
      'AdamW that decays weights and biases',
      { kind: 'adamw', learningRate: lr, weightDecay: 0.3, decayed: 'weightsAndBiases' },
      adam(0.9, 0.999, 1e-8, 0, 0.3),
      (path) => !/gamma|beta/.test(path),
      ['firstMoment', 'secondMoment'],
    ],
    ['SGD with L2', { kind: 'sgd', learningRate: lr, weightDecay: 0.5 }, sgd(0.5), all, []],
  ];

const network: RunInput['network'] = {
  layers: [{ kind: 'dense', units: 3 }],
  activation: 'tanh',
  normalization: { kind: 'batch', keepBias: true },
};

describe.each(cases)('%s', (_, optimizer, rule, decayed, moments) => {
  it('moves every parameter as PyTorch’s formula says, over several steps', async () => {
    const spec = smallSpec({ network, optimizer });
    const probe = await StepProbe.open(spec, smallDataset());
    const { scheduleRow } = optimizerOf(spec.optimizer, { stepsPerEpoch: 2, stepsTotal: 4 });
    const byHand = new Map<string, Element[]>();
    for (const path of probe.parameterPaths) {
      const values = await probe.value(path);
      byHand.set(
        path,
        Array.from(values, (value) => ({ value, m: 0, v: 0 })),
      );
    }
    for (let t = 1; t <= 6; t += 1) {
      await probe.setSchedule(scheduleRow(t));
      const gradients = await probe.gradientsBeforeUpdate();
      await probe.step();
      for (const [path, elements] of byHand) {
        const value = await probe.value(path);
        elements.forEach((element, index) => {
          rule(element, gradients.get(path)![index], t, decayed(path));
          expect(value[index], `${path}[${index}] after ${t} updates`).toBeCloseTo(element.value, 11);
        });
      }
    }
  });

  it('keeps its moments for each parameter', async () => {
    const { plan } = await StepProbe.open(smallSpec({ network, optimizer }), smallDataset());
    for (const parameter of plan.parameters) {
      expect(parameter.moments.map((moment) => plan.buffers[moment].name)).toEqual(
        moments.map((name) => `${parameter.path}/${name}`),
      );
    }
  });
});

describe('clipping', () => {
  const clipped = (gradientClipNorm: number): OptimizerSpec =>
    smallSpec({ optimizer: { kind: 'sgd', gradientClipNorm } }).optimizer;
  const norm = (gradients: ReadonlyMap<string, Float64Array>) =>
    Math.sqrt([...gradients.values()].reduce((sum, values) => sum + values.reduce((a, g) => a + g * g, 0), 0));

  it('scales gradients whose norm is too large, all by one factor, and leaves others alone', async () => {
    for (const gradientClipNorm of [1e-2, 1e3]) {
      const probe = await StepProbe.open(smallSpec({ network, optimizer: clipped(gradientClipNorm) }), smallDataset());
      const before = await probe.gradientsBeforeUpdate();
      await probe.step();
      const factor = Math.min(1, gradientClipNorm / (norm(before) + 1e-6));
      expect(factor === 1).toBe(gradientClipNorm === 1e3);
      for (const [path, gradient] of before) {
        const after = await probe.gradient(path);
        after.forEach((value, index) => expect(value).toBeCloseTo(gradient[index] * factor, 14));
      }
    }
  });
});
