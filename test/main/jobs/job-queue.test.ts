import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import type { TrainEvent } from '#core/train/events.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import type { JobEnding, JobListener, JobRequest } from '#main/jobs/job.ts';
import { JobQueue } from '#main/jobs/job-queue.ts';
import { laneOf, type QueuedJob } from '#main/jobs/queued-job.ts';
import { UNANSWERED_BATCHES_MAX } from '#main/jobs/protocol.ts';
import { freshFolder } from '../store/experiments.ts';
import { builtJob } from './built-job.ts';

const { entry, launcher } = builtJob();

function spec(steps: number): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'spirals', trainExamples: 100, testExamples: 50 },
    network: { layers: [{ kind: 'dense', units: 4 }] },
    optimizer: { kind: 'sgd' },
    batchSize: 10,
    duration: { unit: 'steps', count: steps },
  });
}

/** A job's listener that records its calls, and a promise of its end. */
function recorder(onEvents: (events: readonly TrainEvent[]) => Promise<void> = () => Promise.resolve()) {
  const told: string[] = [];
  let end: (ending: JobEnding) => void = () => undefined;
  const ending = new Promise<JobEnding>((resolve) => (end = resolve));
  const listener: JobListener = {
    launching: async () => void told.push('launching'),
    data: async () => undefined,
    environment: async () => void told.push('environment'),
    events: async (events) => {
      for (const event of events) if (event.kind !== 'points') told.push(event.kind);
      await onEvents(events);
    },
    pulse: async () => undefined,
    ended: async (how) => {
      told.push('ended');
      end(how);
    },
  };
  return { told, ending, listener };
}

const start = (steps: number) => ({
  spec: spec(steps),
  seed: 1,
  device: 'reference' as const,
  turbo: false,
  checkpoint: null,
  earlierSeconds: 0,
});

/** A job that waits in the order of submission. */
function queued(id: string, start: JobRequest['start'], listener: JobListener): QueuedJob {
  const order = { priority: 0, position: 0 };
  return { id, lane: laneOf(start.device), order, prepare: () => Promise.resolve(start), listener };
}

/** A job process that is the test's own script, to imitate misbehaving processes. */
async function scripted(script: string): Promise<ForkLauncher> {
  const file = join(await freshFolder(), 'job.mjs');
  await writeFile(file, script);
  return new ForkLauncher(file);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a job', () => {
  it('reports its launch, its environment, its events and its end, in order', async () => {
    const { told, ending, listener } = recorder();
    new JobQueue({ launcher: launcher(), jobs: 1 }).submit([queued('one', start(20), listener)]);
    expect(await ending).toEqual({ kind: 'finished' });
    expect(told.filter((word) => word !== 'progress')).toEqual([
      'launching',
      'environment',
      'started',
      'finished',
      'ended',
    ]);
  });

  it('is killed after the grace time if it ignores a cancellation', async () => {
    const heard = join(await freshFolder(), 'heard');
    const deaf = await scripted(
      `import { appendFileSync } from 'node:fs';
      process.on('message', ({ kind }) => appendFileSync(${JSON.stringify(heard)}, kind + ' '));
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);`,
    );
    const { ending, listener } = recorder();
    const queue = new JobQueue({ launcher: deaf, jobs: 1, graceMs: 200 });
    queue.submit([queued('deaf', start(20), listener)]);
    await expect.poll(() => existsSync(heard)).toBe(true);
    await queue.cancel(['deaf']);
    expect(await ending).toEqual({ kind: 'stopped' });
  });

  it('reports its exit code and its last output when it dies', async () => {
    const dying = await scripted(`process.stderr.write('out of luck'); process.exitCode = 3; process.disconnect();`);
    const { ending, listener } = recorder();
    new JobQueue({ launcher: dying, jobs: 1 }).submit([queued('dying', start(20), listener)]);
    expect(await ending).toEqual({
      kind: 'died',
      message:
        'The job process ended unexpectedly (exit code 3). What it had reported is kept. Its last output: out of luck',
    });
  });

  it('fails if it sends nonsense or its events cannot be stored', async () => {
    const nonsense = await scripted(
      `process.send({ kind: 'events', events: [{ kind: 'progress', step: 'far' }] }); setInterval(() => {}, 1000);`,
    );
    const first = recorder();
    new JobQueue({ launcher: nonsense, jobs: 1 }).submit([queued('nonsense', start(20), first.listener)]);
    expect(await first.ending).toMatchObject({ kind: 'failed', error: { message: expect.stringContaining('step') } });

    const second = recorder(() => Promise.reject(new Error('no room')));
    new JobQueue({ launcher: launcher(), jobs: 1 }).submit([queued('unstored', start(20), second.listener)]);
    expect(await second.ending).toMatchObject({ kind: 'failed', error: { message: 'no room' } });
  });

  it('waits for a slow listener, and loses nothing', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let batches = 0;
    let values = 0;
    let steps = -1;
    const slow = recorder(async (events) => {
      await gate;
      batches += 1;
      for (const event of events) {
        if (event.kind === 'points' && event.series === 'train/loss') values += event.values.length;
        if (event.kind === 'finished') steps = event.steps;
      }
    });
    const queue = new JobQueue({ launcher: launcher(), jobs: 1 });
    queue.submit([queued('slow', start(100_000_000), slow.listener)]);
    // A batch comes every 200 ms: without waiting, the job would be about 15 of them ahead by now.
    await delay(3_500);
    const cancelled = queue.cancel(['slow']);
    open();
    await cancelled;
    expect(await slow.ending).toEqual({ kind: 'finished' });
    // Those that were being handled, the one that waited, and the last one.
    expect(batches).toBeLessThanOrEqual(UNANSWERED_BATCHES_MAX + 2);
    expect(values).toBe(steps);
  });

  it('ends when its lab is killed', async () => {
    const folder = await freshFolder();
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: {
          input: { launcher: new URL('../../../main/jobs/fork-launcher.ts', import.meta.url).pathname },
        },
      },
    });
    const lab = join(folder, 'lab.mjs');
    await writeFile(
      lab,
      `import { ForkLauncher } from ${JSON.stringify(pathToFileURL(join(folder, 'launcher.js')).href)};
      const job = new ForkLauncher(${JSON.stringify(entry())}).launch();
      job.onMessage((message) => message.kind === 'events' && console.log(job.pid));
      job.send(${JSON.stringify({ kind: 'start', ...start(100_000_000) })});`,
    );
    const parent = spawn(process.execPath, [lab], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number.parseInt(output.toString(), 10);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

describe('a queue of jobs', () => {
  it('runs a limited number at once, in the given order', async () => {
    let running = 0;
    let most = 0;
    const order: string[] = [];
    const queue = new JobQueue({ launcher: launcher(), jobs: 2 });
    const jobs = ['a', 'b', 'c', 'd', 'e'].map((id) => {
      const { listener, ending } = recorder();
      const counted: JobListener = {
        ...listener,
        launching: async () => {
          order.push(id);
          most = Math.max(most, ++running);
        },
        ended: async (how) => {
          running -= 1;
          await listener.ended(how);
        },
      };
      return { request: queued(id, start(30), counted), ending };
    });
    queue.submit(jobs.map((job) => job.request));
    for (const job of jobs) expect(await job.ending).toEqual({ kind: 'finished' });
    expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(most).toBe(2);
  });

  it('never starts a job that was cancelled while it waited', async () => {
    const queue = new JobQueue({ launcher: launcher(), jobs: 1 });
    const [first, second] = [recorder(), recorder()];
    queue.submit([queued('first', start(50), first.listener), queued('second', start(50), second.listener)]);
    await queue.cancel(['second', 'unknown']);
    expect(await second.ending).toEqual({ kind: 'stopped' });
    expect(second.told).toEqual(['ended']);
    expect(await first.ending).toEqual({ kind: 'finished' });
  });

  it('runs one job at a time on the GPU, beside those on the cores', async () => {
    const order: string[] = [];
    const told = (id: string) => {
      const { listener, ending } = recorder();
      return { listener: { ...listener, launching: async () => void order.push(id) }, ending };
    };
    const [first, second, third] = [told('gpu 1'), told('gpu 2'), told('core')];
    const queue = new JobQueue({ launcher: launcher(), jobs: 1 });
    queue.submit([
      { ...queued('gpu 1', start(20_000), first.listener), lane: 'gpu' },
      { ...queued('gpu 2', start(20), second.listener), lane: 'gpu' },
      queued('core', start(20), third.listener),
    ]);
    for (const { ending } of [first, second, third]) expect(await ending).toEqual({ kind: 'finished' });
    expect(order.indexOf('core')).toBeLessThan(order.indexOf('gpu 2'));
  });

  it('starts the higher priority first, takes no job twice, and reports a failed preparation', async () => {
    const launched: string[] = [];
    const queue = new JobQueue({ launcher: launcher(), jobs: 1 });
    const job = (id: string, priority: number, position: number) => {
      const { listener, ending } = recorder();
      const heard = { ...listener, launching: async () => void launched.push(id) };
      return { queued: { ...queued(id, start(20), heard), order: { priority, position } }, ending };
    };
    const jobs = [job('first', 0, 0), job('low', -1, 1), job('high', 5, 2), job('middle', 0, 3)];
    queue.submit(jobs.map((one) => one.queued));
    queue.submit(jobs.map((one) => one.queued));
    queue.reorder(new Map([['middle', { priority: 9, position: 0 }]]));
    for (const { ending } of jobs) expect(await ending).toEqual({ kind: 'finished' });
    expect(launched).toEqual(['high', 'middle', 'first', 'low']);

    const { listener, ending } = recorder();
    queue.submit([
      { ...queued('unprepared', start(20), listener), prepare: () => Promise.reject(new Error('no spec')) },
    ]);
    expect(await ending).toMatchObject({ kind: 'failed', error: { message: 'no spec' } });
  });
});
