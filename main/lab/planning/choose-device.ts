import type { DeviceName } from '#core/device/device.ts';
import { LabError } from '#core/errors.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { DeviceTiming } from '#main/jobs/timing/device-timing.ts';
import { timeSpecs } from '../job-questions/time-specs.ts';

/** The reference is for judging, never the fastest. */
const CANDIDATES: readonly DeviceName[] = ['wasm', 'gpu'];

/** Which device runs an experiment, and why. */
export interface DeviceChoice {
  readonly device: DeviceName;
  /** For people, and for the record: `auto: gpu, 0.31 ms a step; wasm 0.44 ms`. */
  readonly reason: string;
  /** Of the device chosen, where it was timed. */
  readonly timing: DeviceTiming | null;
}

/**
 * Times real steps of the specs in a process of their own, and picks the fastest device. A graphics driver that crashes ends
 * that process alone: then, as where nothing could be timed, it is the wasm device, which runs everywhere.
 */
export async function chooseDevice(
  launcher: JobLauncher,
  specs: readonly RunSpec[],
  turbo: boolean,
): Promise<DeviceChoice> {
  try {
    return fastest(await timeSpecs(launcher, specs, CANDIDATES, turbo));
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    const reason = `auto: wasm, because timing the devices failed (${thrown.message})`;
    return { device: 'wasm', reason, timing: null };
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
  const timing = timings.find((one) => one.device === device && one.msPerStep !== null) ?? null;
  return { device, timing, reason: `auto: ${device}; timed on real steps: ${told.join('; ')}` };
}

function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toPrecision(2) : ms.toFixed(0)} ms`;
}
