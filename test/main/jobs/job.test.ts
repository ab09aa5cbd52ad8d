import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TrainEvent } from '#core/train/events.ts';
import { RecordedRun } from '../../core/train/recorded-run.ts';
import { builtJob } from './built-job.ts';
import { RecordedJob, scripted } from './recorded-job.ts';
import { FOREVER, spec, start, told } from './small-job.ts';

const { launcher } = builtJob();

describe.each(['reference', 'wasm'] as const)('on the device %s', (device) => {
  const steps = { reference: 4_000, wasm: 50_000 }[device];

  it('a job that is paused repeatedly gives the same results as one that was not', async () => {
    // Long enough for a few pauses on a fast machine too.
    const long = 1.5 * steps;
    const whole = new RecordedJob({ launcher: launcher(), start: start(long, { device }) });
    expect(await whole.ending).toEqual({ kind: 'finished' });
    expect(whole.record.finished.outcome).toEqual({ kind: 'completed' });

    const results: TrainEvent[] = [];
    let checkpoint: Uint8Array | null = null;
    let pauses = 0;
    for (let earlierSeconds = 0; ; earlierSeconds += 1) {
      const attempt: RecordedJob = new RecordedJob({
        launcher: launcher(),
        start: start(long, { device, checkpoint, earlierSeconds }),
        onEvent: (event, { job }) => void (event.kind === 'progress' && pauses < 3 && job.pause()),
      });
      expect(await attempt.ending).toEqual({ kind: 'finished' });
      if (attempt.record.finished.outcome.kind === 'completed') {
        results.push(...attempt.results);
        break;
      }
      expect(attempt.record.finished.outcome).toEqual({ kind: 'paused' });
      pauses += 1;
      results.push(...attempt.results.filter(({ kind }) => kind !== 'finished'));
      checkpoint = attempt.checkpoints.at(-1)!.bytes;
    }
    expect(pauses).toBeGreaterThanOrEqual(2);
    expect(new RecordedRun(results).bits()).toEqual(whole.record.bits());
  });

  it('a job whose process is killed continues from its last checkpoint, and no point is lost or duplicated', async () => {
    const checkpoint = { interval: { unit: 'steps', count: 311 } };
    const options = { launcher: launcher(), start: start(steps, { device, spec: spec(steps, { checkpoint }) }) };
    const whole = new RecordedJob(options);
    await whole.ending;
    const killed = new RecordedJob({
      ...options,
      onEvent: (event, { pid, checkpoints }) =>
        void (event.kind === 'checkpoint' && checkpoints.length === 3 && process.kill(pid, 'SIGKILL')),
    });
    expect(await killed.ending).toMatchObject({ kind: 'died', message: expect.stringContaining('SIGKILL') });
    // What it had reported is kept, including what came after its last checkpoint.
    const { step, bytes } = killed.checkpoints.at(-1)!;
    expect(step).toBeGreaterThanOrEqual(3 * 311);
    const rest = new RecordedJob({ ...options, start: { ...options.start, checkpoint: bytes } });
    expect(await rest.ending).toEqual({ kind: 'finished' });
    const before = killed.results.slice(0, killed.results.lastIndexOf(killed.checkpoints.at(-1)!));
    expect(new RecordedRun([...before, ...rest.results]).bits()).toEqual(whole.record.bits());
  });
});

describe('a job that is asked to pause', () => {
  it.each([
    ['between steps', {}],
    ['inside a long evaluation', { dataset: { kind: 'spirals', testExamples: 100_000 }, evaluation: { batchSize: 1 } }],
    [
      'while it measures the population',
      {
        dataset: { kind: 'spirals', trainExamples: 200_000 },
        batchSize: 20,
        evaluation: { populationBatches: 10_000 },
      },
    ],
  ])('%s ends by itself, with a checkpoint', async (_, changes) => {
    const { job, happened } = told('progress', {
      launcher: launcher(),
      start: start(FOREVER, { spec: spec(FOREVER, changes) }),
    });
    await happened;
    job.job.pause();
    expect(await job.ending).toEqual({ kind: 'finished' });
    expect(job.record.finished.outcome).toEqual({ kind: 'paused' });
    expect(job.checkpoints.at(-1)?.step).toBe(job.record.finished.steps);
  });

  it('never starts if it had not started yet', async () => {
    const job = new RecordedJob({ launcher: launcher(), start: start(20) });
    job.job.pause();
    expect(await job.ending).toEqual({ kind: 'paused' });
    expect(job.process).toBeNull();
  });

  it('is killed after the grace time if it does not obey: that counts as died, or as stopped once it was cancelled', async () => {
    const deaf = await scripted(`process.on('message', () => {}); setInterval(() => {}, 1000);`);
    const paused = new RecordedJob({ launcher: deaf, start: start(20), graceMs: 200 });
    await expect.poll(() => paused.process).not.toBeNull();
    paused.job.pause();
    expect(await paused.ending).toEqual({
      kind: 'died',
      message: 'The job did not pause within 0.2 s and was killed. It can continue from its last checkpoint.',
    });
    const cancelled = new RecordedJob({ launcher: deaf, start: start(20), graceMs: 200 });
    await expect.poll(() => cancelled.process).not.toBeNull();
    cancelled.job.pause();
    cancelled.job.cancel();
    expect(await cancelled.ending).toEqual({ kind: 'stopped' });
  });

  it('cannot continue from a truncated checkpoint, and says so', async () => {
    const { job, happened } = told('progress', { launcher: launcher(), start: start(FOREVER) });
    await happened;
    job.job.pause();
    await job.ending;
    const checkpoint = job.checkpoints.at(-1)!.bytes.slice(0, -100);
    const resumed = new RecordedJob({ launcher: launcher(), start: start(FOREVER, { checkpoint }) });
    expect(await resumed.ending).toMatchObject({
      kind: 'failed',
      error: { code: 'DATA_INVALID', message: expect.stringContaining('The safetensors file is truncated') },
    });
  });

  it('can be branched with a different spec', async () => {
    const { job, happened } = told('progress', { launcher: launcher(), start: start(FOREVER) });
    await happened;
    job.job.pause();
    await job.ending;
    const { step, bytes } = job.checkpoints.at(-1)!;
    const changed = spec(step + 10, { optimizer: { kind: 'sgd', learningRate: 0.01 } });
    const branch = new RecordedJob({
      launcher: launcher(),
      start: start(1, { spec: changed, checkpoint: bytes, branch: true }),
    });
    expect(await branch.ending).toEqual({ kind: 'finished' });
    expect(branch.record.started.from?.step).toBe(step);
    expect(branch.record.started.from?.unused.length).toBeGreaterThan(0);
    expect(branch.record.finished).toMatchObject({ outcome: { kind: 'completed' }, steps: step + 10 });
  });
});

describe('the pulse of a job', () => {
  it('comes every second with what the job uses, and as points that continue those of earlier attempts', async () => {
    const job = new RecordedJob({ launcher: launcher(), start: start(FOREVER, { earlierSeconds: 7.4 }) });
    await expect.poll(() => job.pulses.length).toBeGreaterThanOrEqual(4);
    job.job.pause();
    await job.ending;
    const { pulses, events } = job;
    pulses.slice(1).forEach(({ seconds, peakMemoryBytes }, index) => {
      expect(seconds).toBeGreaterThan(pulses[index].seconds);
      expect(peakMemoryBytes).toBeGreaterThanOrEqual(pulses[index].peakMemoryBytes);
    });
    for (const { cpu, memoryBytes, peakMemoryBytes } of pulses) {
      // A share of cores: one while it computes alone, less while others compute too.
      expect(cpu).toBeGreaterThan(0);
      expect(cpu).toBeLessThan(availableParallelism() + 1);
      expect(memoryBytes).toBeGreaterThan(20e6);
      // Not the lab's memory: this process is larger than a job.
      expect(peakMemoryBytes).toBeLessThan(process.memoryUsage.rss() + 1e9);
    }
    for (const series of ['resources/cpu', 'resources/memory']) {
      const run = new RecordedRun(events);
      const steps = run.steps(series);
      expect(steps[0]).toBeGreaterThanOrEqual(9);
      expect(steps.length).toBeGreaterThanOrEqual(2);
      steps.slice(1).forEach((step, index) => expect(step).toBeGreaterThan(steps[index]));
      expect(steps.at(-1)).toBeLessThanOrEqual(8 + Math.floor(pulses.at(-1)!.seconds));
    }
  });

  it('reports the peak of a job too short for any other pulse', async () => {
    const job = new RecordedJob({ launcher: launcher(), start: start(5) });
    await job.ending;
    expect(job.pulses.at(-1)?.peakMemoryBytes).toBeGreaterThan(20e6);
  });

  it('does not include the memory of the lab, which a forked process inherits in its statistics', async () => {
    const large = Buffer.alloc(1_000_000_000, 1);
    const job = new RecordedJob({ launcher: launcher(), start: start(5) });
    await job.ending;
    expect(job.pulses.at(-1)!.peakMemoryBytes).toBeLessThan(large.length / 2);
  });

  it('is not affected by a clock that is set back, on either side', async () => {
    // Everything that the job's process reads from the system's clock jumps back and forth.
    const script = 'let calls = 0; const now = Date.now; Date.now = () => now() - (calls++ % 252) * 3_600_000;';
    const jumping = `data:text/javascript,${encodeURIComponent(script)}`;
    vi.stubEnv('NODE_OPTIONS', `--import=${jumping}`);
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.useRealTimers();
    });
    const job = new RecordedJob({ launcher: launcher(), start: start(FOREVER), silenceMaxMs: 1_800_000 });
    for (let hour = 0; job.pulses.length < 3; hour += 1) {
      vi.setSystemTime(new Date(2030, 0, 1, -hour));
      await delay(50);
    }
    job.job.pause();
    expect(await job.ending).toEqual({ kind: 'finished' });
    const seconds = job.pulses.map((pulse) => pulse.seconds);
    expect([...seconds].sort((a, b) => a - b)).toEqual(seconds);
    expect(seconds.at(-1)).toBeLessThan(3_600);
  });
});
