import { describe, expect, it } from 'vitest';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import { SCHEDULE } from '#core/plan/schedule.ts';

function builder(moments: readonly string[] = []): PlanBuilder {
  const split = { count: 10, elementType: 'byte' } as const;
  return new PlanBuilder({ features: 3, data: { train: split, test: { ...split, count: 4 } }, moments });
}

describe('PlanBuilder', () => {
  it('gives each parameter a gradient and the optimizer’s moments, all of its shape', () => {
    const plan = buildWith(builder(['velocity', 'other']), (b) => {
      b.declareParameter('layers.0.dense.weight', [3, 2]);
      b.declareParameter('layers.0.dense.bias', [2]);
    });
    expect(plan.parameters.map(({ path }) => path)).toEqual(['layers.0.dense.weight', 'layers.0.dense.bias']);
    for (const { value, gradient, moments, shape } of plan.parameters) {
      expect(moments.length).toBe(2);
      for (const buffer of [value, gradient, ...moments]) {
        expect(plan.buffers[buffer]).toMatchObject({ rows: shape.length === 2 ? shape[0] : 1, columns: shape.at(-1) });
      }
      expect(plan.buffers[value].role).toBe('parameter');
      expect(plan.buffers[gradient].role).toBe('gradient');
      for (const moment of moments) expect(plan.buffers[moment].role).toBe('moment');
    }
  });

  it('lays out data, input normalization, indices and logs', () => {
    const plan = buildWith(builder(), () => undefined);
    const form = (buffer: number) => {
      const { rows, columns, elementType } = plan.buffers[buffer];
      return [elementType, rows, columns];
    };
    expect(form(plan.data.train.values)).toEqual(['byte', 10, 3]);
    expect(form(plan.data.test.labels)).toEqual(['int', 4, 1]);
    expect(form(plan.input.scale)).toEqual(['float', 1, 3]);
    expect(form(plan.phases.train.schedule)).toEqual(['float', 8, SCHEDULE.length]);
    expect(form(plan.phases.train.stepNumbers)).toEqual(['int', 8, 1]);
    expect(form(plan.phases.train.indices)).toEqual(['int', 8, 5]);
    expect(form(plan.phases.train.log)).toEqual(['float', 8, 2]);
  });

  it('numbers buffers by their place, with a name of their own each', () => {
    const plan = buildWith(builder(), (b) => b.declareStatistic('layers.0.batchNorm.runningMean', [2]));
    plan.buffers.forEach(({ id }, index) => expect(id).toBe(index));
    expect(new Set(plan.buffers.map(({ name }) => name)).size).toBe(plan.buffers.length);
    expect(plan.statistics).toMatchObject([{ path: 'layers.0.batchNorm.runningMean', shape: [2] }]);
  });

  it('refuses a name twice, an empty buffer, an undeclared parameter and a missing phase', () => {
    const b = builder();
    b.declareParameter('w', [2]);
    expect(() => b.declareParameter('w', [2])).toThrow('buffer w is named once');
    expect(() => b.declareParameter('v', [0])).toThrow('at least one row and column');
    expect(() => b.declareParameter('u', [1, 2, 3])).toThrow('1, 2 or 4 dimensions');
    const phase = b.phase('train', 5, 8);
    expect(() => phase.parameter('nobody')).toThrow('declared parameter nobody is missing');
    expect(() => b.phase('train', 5, 8)).toThrow('opened once');
    expect(() => b.build()).toThrow('phase evaluate is missing');
  });
});

function buildWith(b: PlanBuilder, declare: (b: PlanBuilder) => void) {
  declare(b);
  b.phase('train', 5, 8);
  b.phase('evaluate', 4, 1);
  return b.build();
}
