import { describe, expect, it, onTestFinished } from 'vitest';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import type { JobRequest } from '#main/jobs/job.ts';
import type { JobLauncher, JobProcess } from '#main/jobs/job-launcher.ts';
import { ProcessPool } from '#main/jobs/process-pool.ts';
import { RecordedRun } from '../../core/train/recorded-run.ts';
import { builtJob } from './built-job.ts';
import { RecordedJob } from './recorded-job.ts';

const { launcher } = builtJob();

const batchNorm = { normalization: { kind: 'batch' } };

function spirals(steps: number, changes: object = {}): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'spirals', trainExamples: 200, testExamples: 100 },
    network: {
      layers: [
        { kind: 'dense', units: 16 },
        { kind: 'dropout', rate: 0.1 },
      ],
      ...batchNorm,
    },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    batchSize: 20,
    duration: { unit: 'steps', count: steps },
    evaluation: { interval: { unit: 'steps', count: 50 } },
    ...changes,
  });
}

const images = runSpec.parse({
  dataset: { kind: 'mnist', trainExamples: 200, testExamples: 100 },
  network: {
    layers: [{ kind: 'conv2d', filters: 4, kernelSize: 3 }, { kind: 'flatten' }, { kind: 'dense', units: 16 }],
    ...batchNorm,
  },
  optimizer: { kind: 'sgd', momentum: 0.9, learningRate: 0.05 },
  batchSize: 20,
  duration: { unit: 'steps', count: 20 },
});

const start = (spec: RunSpec, changes: Partial<JobRequest['start']> = {}): JobRequest['start'] => ({
  spec,
  seed: 1,
  device: 'wasm',
  turbo: false,
  checkpoint: null,
  earlierSeconds: 0,
  ...changes,
});

/** A pool whose processes a test can see. */
function openPool({ idleMax = 1, idleMs }: { idleMax?: number; idleMs?: number } = {}) {
  const launched: JobProcess[] = [];
  const inner = launcher();
  const watching: JobLauncher = {
    launch() {
      const process = inner.launch();
      launched.push(process);
      return process;
    },
  };
  const pool = new ProcessPool({ launcher: watching, idleMax: () => idleMax, idleMs });
  onTestFinished(() => pool.close());
  return { pool, launched };
}

const exitOf = (process: JobProcess) => new Promise((resolve) => process.onExit(resolve));

/** Runs it in a process of the pool, to its end. */
async function runIn(pool: ProcessPool, request: JobRequest['start']): Promise<RecordedJob> {
  const job = new RecordedJob({ launcher: pool.for(request), start: request });
  expect(await job.ending).toEqual({ kind: 'finished' });
  return job;
}

async function runAlone(request: JobRequest['start']): Promise<RecordedJob> {
  const job = new RecordedJob({ launcher: launcher(), start: request });
  expect(await job.ending).toEqual({ kind: 'finished' });
  return job;
}

describe('a job process that is used again', () => {
  it.each([
    ['wasm', false],
    ['wasm', true],
    ['reference', false],
  ] as const)('gives the bits of a fresh one: %s, turbo %s', async (device, turbo) => {
    const { pool, launched } = openPool();
    const kind = { device, turbo };
    for (const spec of [spirals(300), images, spirals(300), spirals(120, { batchSize: 7 })]) {
      const used = await runIn(pool, start(spec, kind));
      expect(used.record.bits()).toEqual((await runAlone(start(spec, kind))).record.bits());
    }
    expect(launched).toHaveLength(1);
  });

  it('resumes a run that was paused in it, bit for bit as if it had not been paused', async () => {
    const { pool, launched } = openPool();
    const request = start(spirals(20_000));
    const whole = await runAlone(request);
    const paused = new RecordedJob({
      launcher: pool.for(request),
      start: request,
      onEvent: (event, { job }) => void (event.kind === 'progress' && job.pause()),
    });
    expect(await paused.ending).toEqual({ kind: 'finished' });
    expect(paused.record.finished.outcome).toEqual({ kind: 'paused' });
    await runIn(pool, start(images));
    const resumed = await runIn(pool, { ...request, checkpoint: paused.checkpoints.at(-1)!.bytes });
    const results = [...paused.results.filter(({ kind }) => kind !== 'finished'), ...resumed.results];
    expect(new RecordedRun(results).bits()).toEqual(whole.record.bits());
    expect(launched).toHaveLength(1);
  });

  it('reports the peak memory of each run alone', async () => {
    const { pool, launched } = openPool();
    const large = await runIn(pool, start(spirals(20, { dataset: { kind: 'spirals', trainExamples: 400_000 } })));
    const small = await runIn(pool, start(spirals(20)));
    expect(launched).toHaveLength(1);
    const peak = (job: RecordedJob) => job.pulses.at(-1)!.peakMemoryBytes;
    expect(peak(small)).toBeLessThan(peak(large));
  });
});

describe('a pool of job processes', () => {
  it('gives a process only to runs on the same device, with the same turbo', async () => {
    const { pool, launched } = openPool({ idleMax: 2 });
    await runIn(pool, start(spirals(20)));
    await runIn(pool, start(spirals(20), { device: 'reference' }));
    await runIn(pool, start(spirals(20), { turbo: true }));
    expect(launched).toHaveLength(3);
    await runIn(pool, start(spirals(20), { turbo: true }));
    expect(launched).toHaveLength(3);
  });

  it('ends a process whose run failed or was killed', async () => {
    const { pool, launched } = openPool();
    const missing = start(spirals(20, { dataset: { kind: 'npz', file: '/nowhere/data.npz' } }));
    const failed = new RecordedJob({ launcher: pool.for(missing), start: missing });
    expect(await failed.ending).toMatchObject({ kind: 'failed' });
    const endless = start(spirals(100_000_000));
    const killed = new RecordedJob({
      launcher: pool.for(endless),
      start: endless,
      onEvent: (event) => void (event.kind === 'progress' && process.kill(launched[1]!.pid!, 'SIGKILL')),
    });
    expect(await killed.ending).toMatchObject({ kind: 'died' });
    await Promise.all(launched.map(exitOf));
    await runIn(pool, start(spirals(20)));
    expect(launched).toHaveLength(3);
  });

  it('gives a run a fresh process if the idle one has died, without affecting the run', async () => {
    const { pool, launched } = openPool();
    await runIn(pool, start(spirals(20)));
    process.kill(launched[0]!.pid!, 'SIGKILL');
    const used = await runIn(pool, start(spirals(20)));
    expect(used.record.finished.outcome).toEqual({ kind: 'completed' });
    expect(launched).toHaveLength(2);
  });

  it('keeps a limited number of processes, for a limited time, and none after it is closed', async () => {
    const none = openPool({ idleMax: 0 });
    await runIn(none.pool, start(spirals(20)));
    await exitOf(none.launched[0]!);

    const brief = openPool({ idleMs: 1 });
    await runIn(brief.pool, start(spirals(20)));
    await exitOf(brief.launched[0]!);

    const closed = openPool();
    await runIn(closed.pool, start(spirals(20)));
    closed.pool.close();
    await exitOf(closed.launched[0]!);
  });
});
