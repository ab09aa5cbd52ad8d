import { z } from 'zod';
import type { DeviceName } from '#core/device/device.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { deviceTiming, type DeviceTiming } from '#main/jobs/timing/device-timing.ts';

/** Which device runs an experiment, and why. */
export interface DeviceChoice {
  readonly device: DeviceName;
  /** For people, and for the record: `auto: gpu, 0.31 ms a step; wasm 0.44 ms`. */
  readonly reason: string;
}

const timed = z.object({ kind: z.literal('timed'), timings: z.array(deviceTiming) });

/**
 * Times real steps of the specs in a process of their own, and picks the fastest device. A graphics driver that crashes ends
 * that process alone: then, as where nothing could be timed, it is the wasm device, which runs everywhere.
 */
export async function chooseDevice(
  launcher: JobLauncher,
  specs: readonly RunSpec[],
  turbo: boolean,
): Promise<DeviceChoice> {
  const job = launcher.launch();
  try {
    const answer = await new Promise<unknown>((resolve) => {
      job.onMessage(resolve);
      job.onExit(({ lastWords }) => resolve({ lastWords }));
      job.send({ kind: 'time', specs: [...specs], turbo });
    });
    const parsed = timed.safeParse(answer);
    if (!parsed.success) return { device: 'wasm', reason: 'auto: wasm, because timing the devices failed' };
    return fastest(parsed.data.timings);
  } finally {
    job.kill();
  }
}

export function fastest(timings: readonly DeviceTiming[]): DeviceChoice {
  const able = timings
    .flatMap(({ device, msPerStep }) => (msPerStep === null ? [] : [{ device, msPerStep }]))
    .sort((a, b) => a.msPerStep - b.msPerStep);
  const device = able[0]?.device ?? 'wasm';
  const told = timings.map((timing) =>
    timing.msPerStep === null
      ? `${timing.device} cannot run this (${timing.refusal})`
      : `${timing.device} ${formatMs(timing.msPerStep)} a step (${timing.description})`,
  );
  return { device, reason: `auto: ${device}; timed on real steps: ${told.join('; ')}` };
}

function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toPrecision(2) : ms.toFixed(0)} ms`;
}
