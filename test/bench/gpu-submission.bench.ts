import { expect, test } from 'vitest';
import { buildModel } from '#core/nn/model.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';

/**
 * What a training step costs the processor before the GPU has done anything: encoding and submitting it. On Dawn's null
 * backend, which takes commands and computes nothing, so that it is all that is measured. The net is the paper's with BN.
 * Bar: a median of 0.15 ms a step.
 */

const STEPS = 40;
const WARM_UP_CALLS = 20;
const CALLS = 60;
const MS_PER_STEP_MAX = 0.15;

const spec = runSpec.parse({
  dataset: { kind: 'mnist' },
  network: {
    layers: [100, 100, 100].map((units) => ({ kind: 'dense', units })),
    activation: 'sigmoid',
    normalization: { kind: 'batch' },
  },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batchSize: 60,
  duration: { unit: 'steps', count: 1 },
});

test('submission on the null backend: 784-100-100-100-10 with BN, batch 60', async () => {
  const device = await openDawnGpu({ allowSoftware: true, backend: 'null' });
  const form = { count: 1000, elementType: 'byte' } as const;
  const { plan } = buildModel(spec, { exampleShape: [784], classes: 10, train: form, test: form });
  const program = await device.compile(plan);
  const msPerStep: number[] = [];
  for (let call = 0; call < WARM_UP_CALLS + CALLS; call++) {
    const start = performance.now();
    program.encode('train', STEPS);
    msPerStep.push((performance.now() - start) / STEPS);
    // Waits for the queue, so that calls do not pile up.
    await program.read([plan.phases.evaluate.schedule]);
  }
  const sorted = msPerStep.slice(WARM_UP_CALLS).toSorted((a, b) => a - b);
  const median = sorted[CALLS / 2];
  console.log(
    `${program.dispatchesPerStep('train')} dispatches a step: median ${median.toFixed(3)} ms a step, fastest ` +
      `${sorted[0].toFixed(3)}, slowest ${sorted[CALLS - 1].toFixed(3)} (${CALLS} calls of ${STEPS} steps; bar ${MS_PER_STEP_MAX})`,
  );
  await program.dispose();
  device.close();
  expect(median).toBeLessThanOrEqual(MS_PER_STEP_MAX);
});
