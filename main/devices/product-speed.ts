import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { Device } from '#core/device/device.ts';
import type { Plan } from '#core/plan/plan.ts';

/** Side of the matrices. */
const SIZE = 256;
const STEPS_MAX = 4_096;
const TARGET_MS = 200;

/**
 * A device's peak speed: billions of floating-point operations per second (a multiply-add counts as two) in products of
 * 256 × 256 matrices, in calls of about 0.2 s.
 */
export async function productSpeed(device: Device): Promise<number> {
  const program = await device.compile(productPlan());
  try {
    // The first call includes one-time costs.
    await program.run('train', 1);
    for (let steps = 1; ; steps = Math.min(steps * 4, STEPS_MAX)) {
      const start = performance.now();
      await program.run('train', steps);
      const durationMs = performance.now() - start;
      if (durationMs >= TARGET_MS || steps === STEPS_MAX) return (steps * 2 * SIZE ** 3) / (durationMs * 1e6);
    }
  } finally {
    await program.dispose();
  }
}

function productPlan(): Plan {
  const form = { count: 1, elementType: 'float' } as const;
  const builder = new PlanBuilder({ features: 1, data: { train: form, test: form }, moments: [] });
  for (const name of ['train', 'evaluate'] as const) {
    const phase = builder.phase(name, 1, STEPS_MAX);
    const [a, b, c] = ['a', 'b', 'c'].map((matrix) => phase.scratch(matrix, SIZE, SIZE));
    phase.emit({ kind: 'gemm', form: 'NN', m: SIZE, n: SIZE, k: SIZE, a, b, c, bias: null, accumulate: false });
  }
  return builder.build();
}
