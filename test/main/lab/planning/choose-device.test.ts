import { expect, test } from 'vitest';
import type { JobExit, JobLauncher } from '#main/jobs/job-launcher.ts';
import { jobCommand, type JobCommand } from '#main/jobs/protocol.ts';
import { chooseDevice, fastest } from '#main/lab/planning/choose-device.ts';
import { runSpec } from '#core/spec/experiment.ts';

const perSpec = [{ msPerStep: 0.3, msPerEvaluationBatch: 0.2 }];
const wasm = { device: 'wasm', description: 'WebAssembly', msPerStep: 0.44, perSpec, refusal: '' } as const;
const gpu = { device: 'gpu', description: 'WebGPU on a card', msPerStep: 0.31, perSpec, refusal: '' } as const;

test('chooses the device with the shortest steps, and lists the times of all', () => {
  const choice = fastest([wasm, gpu]);
  expect(choice.device).toBe('gpu');
  expect(choice.reason).toContain('wasm 0.44 ms a step (WebAssembly)');
  expect(choice.reason).toContain('gpu 0.31 ms a step (WebGPU on a card)');
  expect(fastest([wasm, { ...gpu, msPerStep: 12.6 }])).toMatchObject({ device: 'wasm' });
});

test('does not choose a device that cannot run the experiment, and says why', () => {
  const choice = fastest([wasm, { ...gpu, msPerStep: null, perSpec: [], refusal: 'no adapter' }]);
  expect(choice).toEqual({
    device: 'wasm',
    reason: expect.stringContaining('gpu cannot run this (no adapter)'),
    timing: wasm,
  });
  expect(fastest([{ ...wasm, msPerStep: null, perSpec: [], refusal: 'too large' }, gpu]).device).toBe('gpu');
});

const spec = runSpec.parse({
  dataset: { kind: 'blobs' },
  network: { layers: [{ kind: 'dense', units: 4 }] },
  optimizer: { kind: 'sgd' },
  duration: { unit: 'steps', count: 1 },
});

/** A process that gives the prescribed answer to the first command, or dies. */
function launcherOf(answer: (command: JobCommand) => unknown, log: string[]): JobLauncher {
  return {
    launch: () => {
      let onMessage: (message: unknown) => void = () => undefined;
      let onExit: (exit: JobExit) => void = () => undefined;
      return {
        pid: 1,
        send: (command) => {
          const message = answer(jobCommand.parse(command));
          if (message === null) onExit({ code: null, signal: 'SIGSEGV', lastWords: '' });
          else onMessage(message);
        },
        onMessage: (listener) => (onMessage = listener),
        onExit: (listener) => (onExit = listener),
        kill: () => void log.push('killed'),
        release: () => void log.push('released'),
      };
    },
  };
}

test('asks one process to time all specs, then ends it', async () => {
  const log: string[] = [];
  const launcher = launcherOf((command) => {
    expect(command).toEqual({ kind: 'time', specs: [spec, spec], devices: ['wasm', 'gpu'], turbo: false });
    return { kind: 'timed', timings: [wasm, gpu] };
  }, log);
  expect(await chooseDevice(launcher, [spec, spec], false)).toEqual(fastest([wasm, gpu]));
  expect(log).toEqual(['killed']);
});

test.each([null, { kind: 'failed', error: { code: 'INTERNAL', message: 'a fault' } }, 'nonsense'])(
  'where timing fails (%j), it is the wasm device, before any run starts',
  async (answer) => {
    expect(
      await chooseDevice(
        launcherOf(() => answer, []),
        [spec],
        true,
      ),
    ).toMatchObject({ device: 'wasm' });
  },
);
