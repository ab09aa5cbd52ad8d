import { describe, expect, test } from 'vitest';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { openJobDevice } from '#main/jobs/open-job-device.ts';
import { CannedTraining } from '#main/jobs/turbo/canned-training.ts';
import { openTurboDevice } from '#main/jobs/turbo/turbo.ts';
import { openTestGpu } from '#test/gpu.ts';

describe('turbo', () => {
  test('the canned training changes its parameters, and repeats itself bit for bit', async () => {
    const device = await openWasmDevice();
    const [once, again] = [await CannedTraining.on(device), await CannedTraining.on(device)];
    const untrained = await once.bits();
    await once.advance();
    await again.advance();
    const trained = await once.bits();
    expect(trained).not.toEqual(untrained);
    expect(trained).toEqual(await again.bits());
    await once.advance();
    expect(await once.bits()).not.toEqual(trained);
  });

  test.each(['relaxed-simd', 'simd'] as const)('%s: wide tiles give the same bits as narrow ones', async (build) => {
    const bits: Uint8Array[] = [];
    for (const wideTiles of [false, true]) {
      const training = await CannedTraining.on(await openWasmDevice({ build, wideTiles }));
      await training.advance();
      bits.push(await training.bits());
    }
    expect(bits[1]).toEqual(bits[0]);
  });

  test('the probe chooses turbo only if it gives the same bits in less time, and says what it chose', async () => {
    const { device, probe } = await openTurboDevice();
    expect(probe.sameBits).toBe(true);
    expect(probe.plainMs).toBeGreaterThan(0);
    expect(probe.chosen).toBe(probe.turboMs <= 0.9 * probe.plainMs);
    expect(device.describe().description.includes('turbo')).toBe(probe.chosen);
  });

  test('is off if the job’s option or the environment says so', async () => {
    const described = async (turbo: boolean) =>
      (await openJobDevice('wasm', { gpu: openTestGpu }, turbo)).describe().description;
    expect(await described(false)).not.toContain('turbo');
    process.env['BNLAB_TURBO'] = 'off';
    try {
      expect(await described(true)).not.toContain('turbo');
    } finally {
      delete process.env['BNLAB_TURBO'];
    }
  });
});
