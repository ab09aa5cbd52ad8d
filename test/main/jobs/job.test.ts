import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import type { TrainEvent } from '#core/train/events.ts';
import type { JobRequest } from '#main/jobs/job.ts';
import { RecordedRun } from '../../core/train/recorded-run.ts';
import { builtJob } from './built-job.ts';
import { RecordedJob, scripted } from './recorded-job.ts';

const { launcher } = builtJob();

const FOREVER = 100_000_000;

function spec(steps: number, changes: object = {}): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'spirals', trainExamples: 400, testExamples: 200 },
    network: {
      layers: [
        { kind: 'dense', units: 16 },
        { kind: 'dropout', rate: 0.1 },
        { kind: 'dense', units: 16 },
      ],
      normalization: { kind: 'batch' },
    },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    batchSize: 20,
    duration: { unit: 'steps', count: steps },
    evaluation: { interval: { unit: 'steps', count: 250 } },
    ...changes,
  });
}

const start = (steps: number, changes: Partial<JobRequest['start']> = {}): JobRequest['start'] => ({
  spec: spec(steps),
  seed: 1,
  device: 'reference',
  turbo: false,
  checkpoint: null,
  earlierSeconds: 0,
  ...changes,
});

/** The first event of a kind that a job sends. */
function told(kind: TrainEvent['kind'], options: Omit<ConstructorParameters<typeof RecordedJob>[0], 'onEvent'>) {
  let resolve: () => void = () => undefined;
  const happened = new Promise<void>((done) => (resolve = done));
  const job = new RecordedJob({ ...options, onEvent: (event) => void (event.kind === kind && resolve()) });
  return { job, happened };
}

describe.each(['reference', 'wasm'] as const)('on the device %s', (device) => {
  const steps = { reference: 4_000, wasm: 50_000 }[device];

  it('a job that is paused repeatedly gives the results of one that was not', async () => {
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

  it('before it has started never starts', async () => {
    const job = new RecordedJob({ launcher: launcher(), start: start(20) });
    job.job.pause();
    expect(await job.ending).toEqual({ kind: 'paused' });
    expect(job.process).toBeNull();
  });

  it('and does not obey is killed after the grace time, and has died; cancelled, it has stopped', async () => {
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

  it('is not the lab’s, whose memory a forked process would inherit in its statistics', async () => {
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

describe('a job that hangs', () => {
  it('is noticed by its silence and killed, and what it had reported is kept', async () => {
    // The lab's ticks come when the test says so: how fast the job runs does not matter.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const silenceMaxMs = 3_000;
    const { job, happened } = told('progress', { launcher: launcher(), start: start(FOREVER), silenceMaxMs });
    await happened;
    // It lives as long as it is heard, for longer than it may be silent.
    for (let heard = 0; heard < 5; heard += 1) {
      const before = job.events.length;
      while (job.events.length === before) await delay(20);
      vi.advanceTimersByTime(silenceMaxMs / 2);
    }
    const reported = job.record.steps('train/loss').length;
    expect(reported).toBeGreaterThan(0);
    process.kill(job.pid, 'SIGSTOP');
    vi.advanceTimersByTime(silenceMaxMs);
    expect(await job.ending).toEqual({
      kind: 'died',
      message:
        'The job process gave no sign of life for 3 s and was killed because it hung. What it had reported is kept.',
    });
    expect(job.record.steps('train/loss').length).toBeGreaterThanOrEqual(reported);
  });

  it('from its start on is noticed, too', async () => {
    const silent = await scripted(`process.on('message', () => {}); setInterval(() => {}, 1000);`);
    const job = new RecordedJob({ launcher: silent, start: start(20), silenceMaxMs: 800 });
    expect(await job.ending).toMatchObject({ kind: 'died', message: expect.stringContaining('0.8 s') });
  });
});

describe('a job that sends messages outside the protocol', () => {
  const many = 'Array.from({ length: 9 }, () => ({ kind: "progress", step: -1 }))';

  it.each([
    [
      `'hello'`,
      'At the message itself: expected an object whose kind is one of "environment", "data", "events",',
      'hello',
    ],
    [`{ kind: 'evnts' }`, 'At kind: expected one of "environment", "data", "events",', 'received the text "evnts"'],
    [
      `{ kind: 'events', events: [{ kind: 'progress', step: -1 }] }`,
      'At events.0.step: expected an integer from 0 to 9007199254740991, received the number -1.',
      '',
    ],
    [
      `{ kind: 'events', events: [{ kind: 'points', series: 'a', firstStep: 1, stride: 1, width: 1, values: [1] }] }`,
      'At events.0.values: expected a Float32Array, received a list of 1 item.',
      '',
    ],
    [
      `{ kind: 'events', events: [{ kind: 'points', series: 'a', firstStep: 1, stride: 1, width: 2, values: new Float32Array(3) }] }`,
      'At events.0: expected whole points, received an object {kind, series, firstStep, stride, width, values}.',
      '',
    ],
    [
      `{ kind: 'events', events: ${many} }`,
      'received the number -1; and 6 more. The process was stopped;',
      'at events.2.step',
    ],
  ])('%s: the run fails with the field, what was expected and what was received', async (message, words, others) => {
    const job = new RecordedJob({
      launcher: await scripted(`process.once('message', () => process.send(${message})); setInterval(() => {}, 1000);`),
      start: start(20),
    });
    const ending = await job.ending;
    expect(ending).toMatchObject({ kind: 'failed', error: { code: 'JOB_FAILED' } });
    for (const part of ['The job process sent a message that the lab does not understand.', words, others]) {
      expect(ending).toMatchObject({ error: { message: expect.stringContaining(part) } });
    }
  });
});

describe('a job that floods the lab', () => {
  const progress = `{ kind: 'events', events: [{ kind: 'progress', step: 1 }] }`;
  const slow = () => delay(1_000);

  it.each([
    [
      'batches',
      `setInterval(() => { for (let i = 0; i < 100; i += 1) process.send(${progress}); }, 1);`,
      '8 batches of events',
    ],
    [
      'batches of many bytes',
      `const values = new Float32Array(2 ** 22);
       const points = { kind: 'points', series: 'train/loss', firstStep: 1, stride: 1, width: 1, values };
       for (let i = 0; i < 6; i += 1) process.send({ kind: 'events', events: [points] }); setInterval(() => {}, 1000);`,
      'batches of events that may be unacknowledged',
    ],
    [
      'words of other kinds',
      `setInterval(() => { for (let i = 0; i < 100; i += 1) process.send({ kind: 'environment', environment: { runtime: 'x' } }); }, 1);
       process.send(${progress});`,
      '16 messages that may be waiting',
    ],
    [
      'pulses',
      `setInterval(() => { for (let i = 0; i < 100; i += 1)
         process.send({ kind: 'pulse', seconds: 1, cpu: 1, memoryBytes: 1, peakMemoryBytes: 1 }); }, 1);`,
      'pulses in',
    ],
    [
      'nonsense',
      `process.send(${progress}); setInterval(() => { for (let i = 0; i < 100; i += 1) process.send('nonsense'); }, 1);`,
      '16 messages that may be waiting',
    ],
  ])('with %s is stopped as failed, and says how', async (_, script, how) => {
    const flooding = await scripted(
      `process.once('message', () => { ${script} }); process.on('disconnect', () => process.exit());`,
    );
    const job = new RecordedJob({ launcher: flooding, start: start(20), onEvent: slow });
    const ending = await job.ending;
    expect(ending).toMatchObject({
      kind: 'failed',
      error: { code: 'JOB_FAILED', message: expect.stringContaining('The job process did not wait for the lab') },
    });
    expect(ending).toMatchObject({ error: { message: expect.stringContaining(how) } });
    expect(job.events.length).toBeLessThan(20);
  });
});

it('a job that needs more memory than there is dies alone, and says of what', async () => {
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=64');
  onTestFinished(() => void vi.unstubAllEnvs());
  const hungry = await scripted(
    `process.once('message', () => { const all = []; for (;;) all.push(new Array(1000).fill(0).map((_, i) => ({ i }))); });`,
  );
  const job = new RecordedJob({ launcher: hungry, start: start(20) });
  expect(await job.ending).toMatchObject({
    kind: 'died',
    message: expect.stringContaining('It needed more memory than there is'),
  });
});
