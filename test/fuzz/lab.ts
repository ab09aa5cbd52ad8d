import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceError } from '#core/errors.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab } from '#main/lab/lab.ts';

/** A lab for targets that speak to one: the real one, with a database of its own, on a system that starts no process. */
export interface FuzzLab {
  readonly lab: Lab;
  /** Of an experiment that is there. */
  readonly experimentId: string;
  readonly runId: string;
  close(): Promise<void>;
}

const launcher: JobLauncher = {
  launch: () => ({
    pid: undefined,
    send: () => undefined,
    onMessage: () => undefined,
    onExit: (listener) =>
      void setImmediate(() => listener({ code: null, signal: null, lastWords: 'No process can be started here.' })),
    kill: () => undefined,
    release: () => undefined,
  }),
};

const noDevices = {
  gpu: () => Promise.reject(new DeviceError('DEVICE_UNAVAILABLE', 'No GPU is looked for here.')),
};

const SPEC = {
  title: 'Spirals',
  base: {
    dataset: { kind: 'spirals', trainExamples: 20, testExamples: 10 },
    network: { layers: [{ kind: 'dense', units: 2 }] },
    optimizer: { kind: 'sgd' },
    duration: { count: 2 },
    batchSize: 5,
  },
  arms: [{ name: 'one' }],
  seeds: [1],
};

/** Gone when this process ends: nobody tells a target which input is the last. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function openFuzzLab(): Promise<FuzzLab> {
  const folder = temporaryFolder();
  const lab = await createLab({
    databaseFile: join(folder, 'lab.db'),
    door: 'host',
    jobs: 1,
    launcher,
    startCheck: forkCheck('none is needed'),
    devices: noDevices,
    appVersion: '0.0.0',
    reportFault: () => undefined,
  });
  const { id } = await lab.experiments.start({ spec: SPEC, device: 'reference' });
  const [run] = (await lab.experiments.get({ experimentId: id })).runs;
  return {
    lab,
    experimentId: id,
    runId: run.id,
    close: async () => {
      await lab.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
