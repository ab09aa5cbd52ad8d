import { describe, expect, it } from 'vitest';
import { Activation } from '#core/nn/layers/activation.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';

describe('Activation', () => {
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
