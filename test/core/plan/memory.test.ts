import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildModel } from '#core/nn/model.ts';
import { overlap, scratchLifetimes, type Lifetime } from '#core/plan/liveness.ts';
import { planMemory, type MemoryLayout } from '#core/plan/memory.ts';
import type { BufferInfo, Plan } from '#core/plan/plan.ts';
import { smallSpec } from '../nn/small-spec.ts';

const ELEMENT_BYTES = { float: 4, int: 4, byte: 1 };
const dense: MemoryLayout = {
  rowStride: ({ columns, elementType }) => columns * ELEMENT_BYTES[elementType],
  alignment: 4,
};
/** As a SIMD device has it: rows of whole groups of eight. */
const padded: MemoryLayout = {
  rowStride: ({ columns, elementType }) => Math.ceil(columns / 8) * 8 * ELEMENT_BYTES[elementType],
  alignment: 64,
};

function planOf(units: readonly number[], normalized: boolean): Plan {
  const spec = smallSpec({
    network: {
      layers: units.map((count) => ({ kind: 'dense' as const, units: count })),
      normalization: { kind: normalized ? 'batch' : 'none' },
    },
    optimizer: { kind: 'sgd', momentum: 0.9 },
  });
  const split = { count: 30, elementType: 'byte' } as const;
  return buildModel(spec, { exampleShape: [5], classes: 3, train: split, test: split }).plan;
}

const plans = fc.tuple(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 5 }), fc.boolean());
const layouts = fc.constantFrom(dense, padded);

describe('planMemory', () => {
  it('never lets two buffers that are alive together share a byte', () => {
    fc.assert(
      fc.property(plans, layouts, ([units, normalized], layout) => {
        const plan = planOf(units, normalized);
        const { offsets, totalBytes } = planMemory(plan, layout);
        const range = ({ id, rows, ...info }: BufferInfo) => {
          const start = offsets[id];
          return { start, end: start + rows * layout.rowStride({ id, rows, ...info }) };
        };
        const disjoint = (a: BufferInfo, b: BufferInfo) =>
          range(a).end <= range(b).start || range(b).end <= range(a).start;
        const used = plan.buffers.filter(({ id }) => offsets[id] >= 0);
        for (const buffer of used) {
          expect(offsets[buffer.id] % layout.alignment).toBe(0);
          expect(range(buffer).end).toBeLessThanOrEqual(totalBytes);
        }
        const persistent = used.filter(({ role }) => role !== 'scratch');
        for (const a of persistent)
          for (const b of used) expect(a === b || disjoint(a, b), `${a.name}, ${b.name}`).toBe(true);
        for (const phase of Object.values(plan.phases)) {
          const lifetimes = scratchLifetimes(plan, phase);
          for (const a of lifetimes) {
            for (const b of lifetimes.filter((other) => other !== a && overlap(other, a))) {
              expect(disjoint(plan.buffers[a.buffer], plan.buffers[b.buffer])).toBe(true);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lets an op work in place where the layout allows it and nothing reads the input afterwards', () => {
    const plan = planOf([7, 9], true);
    const { ops } = plan.phases.train;
    const inPlace: MemoryLayout['inPlace'] = (op) =>
      op.kind === 'batchNorm' || op.kind === 'activation' ? [{ input: op.x, output: op.y }] : [];
    const { offsets, scratchBytes } = planMemory(plan, { ...dense, inPlace });
    expect(scratchBytes).toBeLessThan(planMemory(plan, dense).scratchBytes);
    for (const op of ops) {
      if (op.kind === 'batchNorm') expect(offsets[op.y]).toBe(offsets[op.x]);
      // Its gradient reads x again.
      if (op.kind === 'activation') expect(offsets[op.y]).not.toBe(offsets[op.x]);
    }
    const lifetimes = scratchLifetimes(plan, plan.phases.train);
    const sameOp = (a: Lifetime, b: Lifetime) => a.lastOp === b.firstOp || b.lastOp === a.firstOp;
    for (const a of lifetimes) {
      for (const b of lifetimes.filter((other) => other !== a && overlap(other, a) && !sameOp(a, other))) {
        expect(offsets[a.buffer]).not.toBe(offsets[b.buffer]);
      }
    }
  });

  it('keeps values, gradients and moments in parallel arenas', () => {
    const plan = planOf([7, 9], true);
    const { offsets } = planMemory(plan, padded);
    const [first] = plan.parameters;
    for (const { value, gradient, moments } of plan.parameters) {
      expect(offsets[gradient] - offsets[value]).toBe(offsets[first.gradient] - offsets[first.value]);
      expect(offsets[moments[0]] - offsets[value]).toBe(offsets[first.moments[0]] - offsets[first.value]);
    }
    expect(offsets[first.value]).toBe(0);
  });

  it('shares memory: a deep network’s scratch is smaller than the sum of its buffers', () => {
    const plan = planOf([20, 20, 20, 20, 20], true);
    const { scratchBytes } = planMemory(plan, dense);
    const size = ({ rows, columns }: BufferInfo) => rows * columns * 4;
    const sum = plan.buffers
      .filter(({ role }) => role === 'scratch')
      .reduce((total, buffer) => total + size(buffer), 0);
    expect(scratchBytes).toBeLessThan(sum / 2);
  });
});

describe('scratchLifetimes', () => {
  it('reach from the first op that writes a buffer to the last that reads it', () => {
    const plan = planOf([4], false);
    const { ops } = plan.phases.train;
    const life = new Map(
      scratchLifetimes(plan, plan.phases.train).map(({ buffer, firstOp, lastOp }) => [
        plan.buffers[buffer].name,
        [ops[firstOp].kind, ops[lastOp].kind],
      ]),
    );
    expect(life.get('train:input/x')).toEqual(['gather', 'gemm']);
    expect(life.get('train:loss/rowLoss')).toEqual(['softmaxCrossEntropy', 'log']);
    expect(life.get('train:layers.0.dense/output')).toEqual(['gemm', 'activationBackward']);
  });
});
