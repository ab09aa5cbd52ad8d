import { expect, test } from 'vitest';
import type { Device } from '#core/device/device.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { Plan } from '#core/plan/plan.ts';
import { describeDevices } from './devices.ts';

const EXAMPLES = 8;
const CLASSES = 3;

/** Two examples a step, whose values serve as logits: the squared error says which examples a step saw. */
function squaredErrorPlan(): Plan {
  const form = { count: EXAMPLES, elementType: 'float' } as const;
  const builder = new PlanBuilder({ features: CLASSES, data: { train: form, test: form }, moments: [] });
  for (const name of ['train', 'evaluate'] as const) {
    const phase = builder.phase(name, 2, 4);
    const logits = phase.scratch('x', 2, CLASSES);
    const batchLabels = phase.scratch('labels', 2, 1, 'int');
    const [rowLoss, rowCorrect] = [phase.scratch('rowLoss', 2, 1), phase.scratch('rowCorrect', 2, 1)];
    const { values, labels } = builder.data.train;
    const { scale, shift } = builder.input;
    phase.emit({ kind: 'gather', values, labels, indices: phase.indices, scale, shift, x: logits, batchLabels });
    phase.emit({
      kind: 'meanSquaredError',
      logits,
      batchLabels,
      rowLoss,
      rowCorrect,
      rowTopK: null,
      topK: 1,
      gradLogits: null,
    });
    phase.emit({ kind: 'log', rowLoss, rowCorrect, rowTopK: null, log: phase.log });
  }
  return builder.build();
}

/** Steps 0 to 3 see examples (0, 1), (2, 3), (4, 5), (6, none); example i has the logits (value(i), 0, 0). */
async function runSteps(device: Device, value: (example: number) => number) {
  const plan = squaredErrorPlan();
  const program = await device.compile(plan);
  const values = Float32Array.from({ length: EXAMPLES * CLASSES }, (_, index) =>
    index % CLASSES === 0 ? value(index / CLASSES) : 0,
  );
  await program.write([
    { buffer: plan.data.train.values, values },
    { buffer: plan.data.train.labels, values: new Int32Array(EXAMPLES) },
    { buffer: plan.input.scale, values: Float32Array.of(1, 1, 1) },
    { buffer: plan.phases.train.indices, values: Int32Array.of(0, 1, 2, 3, 4, 5, 6, -1) },
  ]);
  const ran = await program.run('train', 4);
  const [log] = await program.read([plan.phases.train.log]);
  await program.dispose();
  return { ran, log: Array.from(log) };
}

describeDevices('log', (device) => {
  test('each step fills its own row with the sums of losses and of correct answers', async () => {
    const { ran, log } = await runSteps(device, (example) => 1 + 3 * example);
    expect(ran).toBe(4);
    // Example i is off by 3 i in one of three columns: a loss of 3 i².
    expect(log).toEqual([3, 2, 39, 2, 123, 2, 108, 1]);
  });

  test.each([NaN, Infinity, -Infinity, 1e30])(
    'a step whose loss is not finite (logit %s) is the last one',
    async (logit) => {
      const { ran, log } = await runSteps(device, (example) => (example === 3 ? logit : 1));
      if (Number.isFinite(logit) && Number.isFinite(log[2])) {
        // 1e60 is a number in float64 and infinite in float32: only devices of the latter kind halt.
        expect(ran).toBe(4);
        return;
      }
      expect(ran).toBe(2);
      expect(log.slice(0, 2)).toEqual([0, 2]);
      expect(Number.isFinite(log[2])).toBe(false);
      expect(log.slice(4)).toEqual([0, 0, 0, 0]);
    },
  );
});
