import { describe, expect, it } from 'vitest';
import { GpuSamples } from '#main/lab/recording/gpu-samples.ts';
import { gpuUse } from '#main/lab/recording/gpu-use.ts';

describe('samples of the graphics processor', () => {
  it('are taken every five seconds of the time that the run was executing', async () => {
    let asked = 0;
    const samples = new GpuSamples(async () => (asked += 1) / 10, 2.3);
    const steps: (number | undefined)[] = [];
    for (let second = 1; second <= 12; second += 1) steps.push((await samples.at(second + 0.2))?.firstStep);
    expect(steps.filter((step) => step !== undefined)).toEqual([4, 9, 14]);
    expect(asked).toBe(3);
  });

  it('stop if the system does not provide them', async () => {
    let asked = 0;
    const samples = new GpuSamples(async () => {
      asked += 1;
      return null;
    }, 0);
    for (let second = 1; second <= 60; second += 1) expect(await samples.at(second)).toBeNull();
    expect(asked).toBe(1);
  });

  it('come from the system: a share, or nothing if there is no such processor', async () => {
    const share = await gpuUse();
    if (share !== null) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});
