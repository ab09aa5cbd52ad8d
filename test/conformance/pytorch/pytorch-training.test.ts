import { beforeAll, describe, expect, test } from 'vitest';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import type { NamedTensor } from '#core/tensor/named-tensor.ts';
import { findPython } from '#test/python.ts';
import { arms, STEPS } from './arms.ts';
import { exportArm, type ExportedArm } from './export-arm.ts';
import { inputsHash, readRecording, repeatInPytorch, writeRecording, type PytorchRun } from './pytorch-runs.ts';

/**
 * Whole runs against PyTorch, which knows of each run what its replay export says. PyTorch computes in float64; the
 * tolerance is what float32 may lose over 200 steps. Without PyTorch its recorded results are taken.
 */

const TOLERANCE = 1e-4;

const exported = new Map<string, ExportedArm>();
let pytorch: ReadonlyMap<string, PytorchRun>;

beforeAll(async () => {
  for (const arm of arms) exported.set(arm.name, await exportArm(arm, new ReferenceDevice()));
  const files = new Map([...exported].map(([name, run]) => [name, run.files]));
  const python = findPython(['torch', 'numpy']);
  pytorch = python === null ? readRecording() : repeatInPytorch(python, files);
  if (process.env['BNLAB_RECORD'] === '1') writeRecording(files, pytorch);
});

const byName = arms.map((arm) => [arm.name, arm] as const);

test.each(byName)('the recording was made from the export of: %s', (name) => {
  const recorded = readRecording().get(name);
  expect(recorded?.inputs).toBe(inputsHash(exported.get(name)!.files));
  pytorch.get(name)!.losses.forEach((loss, step) => expect(recorded!.losses[step]).toBeCloseTo(loss, 5));
});

describe('on the reference', () => {
  // Float64 on both sides: what is left is the order of sums, and the float32 of what is reported.
  test.each(byName)('%s', (name) => expectAgreement(exported.get(name)!, pytorch.get(name)!, 1e-6));
});

describe('on the wasm device', () => {
  test.each(byName)('%s', async (name, arm) => {
    const device = await openWasmDevice();
    expectAgreement(await exportArm(arm, device), pytorch.get(name)!, TOLERANCE);
  });
});

function expectAgreement(run: ExportedArm, repeated: PytorchRun, tolerance: number): void {
  expect(run.losses.length).toBe(STEPS);
  const apart = run.losses.map(
    (loss, step) => Math.abs(loss - repeated.losses[step]) / Math.abs(repeated.losses[step]),
  );
  expect(Math.max(...apart)).toBeLessThan(tolerance);
  // Training moved, so agreeing was no matter of course.
  expect(Math.abs(run.losses[STEPS - 1] - run.losses[0])).toBeGreaterThan(0.02);

  const statistics = run.finalTensors.filter(({ role }) => role === 'statistic');
  expect(statistics.length).toBe(Object.keys(repeated.statistics).length);
  for (const tensor of statistics) {
    const expected = repeated.statistics[pytorchName(tensor)];
    tensor.values.forEach((value, channel) => {
      const difference = Math.abs(value - expected[channel]);
      expect(difference, `${tensor.path}[${channel}]`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(expected[channel])),
      );
    });
  }
}

function pytorchName({ path }: NamedTensor): string {
  return path.replace(/runningMean$/, 'running_mean').replace(/runningVar$/, 'running_var');
}
