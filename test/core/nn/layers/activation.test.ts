import { describe, expect, it } from 'vitest';
import { Activation } from '#core/nn/layers/activation.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import { runLayer } from '../run-layer.ts';

describe('Activation', () => {
  it('applies its function to each element, and its derivative to each gradient', async () => {
    const layer = new Activation({ path: 'activation', function: 'leakyRelu' });
    const { output, gradInput } = await runLayer(layer, {
      mode: 'training',
      batches: [
        [
          [-2, 3],
          [4, -100],
        ],
      ],
      gradOutput: [
        [1, 10],
        [-5, 1],
      ],
    });
    expect(output).toEqual([
      [-0.02, 3],
      [4, -1],
    ]);
    expect(gradInput).toEqual([
      [0.01, 10],
      [-5, 0.01],
    ]);
  });

  it('emits nothing as the identity, in either direction', () => {
    const split = { count: 4, elementType: 'float' } as const;
    const builder = new PlanBuilder({ features: 3, data: { train: split, test: split }, moments: [] });
    const phase = builder.phase('train', 2, 1);
    const [x, gradOutput] = [phase.scratch('x', 2, 3), phase.scratch('gradOutput', 2, 3)];
    const { output, backward } = new Activation({ path: 'a', function: 'identity' }).forward(phase, x);
    expect(output).toBe(x);
    expect(backward(gradOutput, 'wanted')).toBe(gradOutput);
    expect(phase.build().ops).toEqual([]);
  });
});
