import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { isFinal } from '#core/run/run-status.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { startHost } from '#main/host/start-host.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';

/**
 * The lab with its host in a process of its own, so that its processor time is its alone: that of its jobs and of the
 * benchmark is not in it.
 */

export interface LabReport {
  /** Of the lab's process, from the start of the experiment until a moment after its end. */
  readonly cpuMs: number;
  readonly durationMs: number;
  /** Steps of all runs. */
  readonly steps: number;
}

export interface LabProcess {
  /** Where the page is. */
  readonly url: string;
  /** @returns the experiment's id, once it is queued */
  start(spec: ExperimentSpec): Promise<string>;
  /** Once the experiment that was started is over. */
  report(): Promise<LabReport>;
  close(): Promise<void>;
}

export interface LabProcessOptions {
  readonly databaseFile: string;
  /** Runs at once. */
  readonly jobs: number;
  readonly jobEntry: string;
  /** The built page. */
  readonly rendererFolder: string;
}

const ROLE = '--lab-process';
/** How often the lab's process looks whether the experiment is over. It watches nothing, as the page is to be the only watcher. */
const LOOK_MS = 500;
/** What the page still draws after the end belongs to the cost of watching. */
const SETTLING_MS = 1_500;

export async function startLabProcess(options: LabProcessOptions): Promise<LabProcess> {
  const child = fork(process.argv[1], [ROLE, JSON.stringify(options)], { serialization: 'advanced' });
  const ended = once(child, 'exit');
  const url = (await answerOf(child)) as string;
  let report: Promise<LabReport> | undefined;
  return {
    url,
    async start(spec) {
      child.send(spec);
      const id = (await answerOf(child)) as string;
      report = answerOf(child) as Promise<LabReport>;
      return id;
    },
    report: () => report ?? Promise.reject(new Error('No experiment was started.')),
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** True if this process was started by `startLabProcess`: it is the lab until it is let go. */
export async function playLabProcess([role, options]: readonly string[]): Promise<boolean> {
  if (role !== ROLE) return false;
  await serve(JSON.parse(options) as LabProcessOptions);
  return true;
}

async function serve({ databaseFile, jobs, jobEntry, rendererFolder }: LabProcessOptions): Promise<void> {
  const lab = await createLab({
    databaseFile,
    door: 'host',
    jobs,
    launcher: new ForkLauncher(jobEntry),
    startCheck: forkCheck('none is needed'),
    appVersion: 'bench',
  });
  const host = await startHost({ lab, port: 0, rendererFolder });
  const released = once(process, 'disconnect');
  const client = createRouterClient(labRouter(lab));
  process.send?.(host.url);
  const [spec] = (await Promise.race([once(process, 'message'), released])) as [ExperimentSpec?];
  if (spec !== undefined) {
    const startedAt = performance.now();
    const cpuBefore = process.cpuUsage();
    const { id: experimentId } = await client.experiments.start({ spec, device: 'wasm' });
    process.send?.(experimentId);
    let runs = (await client.experiments.get({ experimentId })).runs;
    while (!runs.every(({ status }) => isFinal(status))) {
      await delay(LOOK_MS);
      const [experiment] = await client.experiments.list();
      if (experiment.progress === 1) runs = (await client.experiments.get({ experimentId })).runs;
    }
    const durationMs = performance.now() - startedAt;
    await delay(SETTLING_MS);
    const { user, system } = process.cpuUsage(cpuBefore);
    const steps = runs.reduce((sum, run) => sum + run.steps, 0);
    process.send?.({ cpuMs: (user + system) / 1_000, durationMs, steps } satisfies LabReport);
  }
  await released;
  await host.close();
  await lab.close();
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`The lab’s process ended with code ${code}.`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
