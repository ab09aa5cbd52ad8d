import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { builtJob } from './built-job.ts';
import { RecordedJob, scripted } from './recorded-job.ts';
import { FOREVER, start, told } from './small-job.ts';

const { launcher } = builtJob();

describe('a job that hangs', () => {
  it('is detected by its silence and killed, and what it had reported is kept', async () => {
    // The lab's ticks come when the test says so: how fast the job runs does not matter.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const silenceMaxMs = 3_000;
    const { job, happened } = told('progress', { launcher: launcher(), start: start(FOREVER), silenceMaxMs });
    await happened;
    // As long as it sends messages it may live, even for longer than the allowed silence.
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

  it('is detected even if it hangs from the start', async () => {
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
  /** Handles nothing before the process has ended: however slow the machine, the job gets ahead of it. */
  const slow = (_: unknown, { process }: RecordedJob) => new Promise<void>((end) => process!.onExit(() => end()));

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

it('a job that runs out of memory dies alone, and the message says why', async () => {
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
