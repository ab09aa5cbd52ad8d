import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SilenceWatch } from '#main/jobs/silence-watch.ts';

test('a silence is noticed once, and only if nothing is heard for all of it', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const noticed = vi.fn();
  const watch = new SilenceWatch(800, noticed);
  for (let times = 0; times < 5; times += 1) {
    vi.advanceTimersByTime(690);
    watch.heard();
  }
  expect(noticed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5_000);
  expect(noticed).toHaveBeenCalledOnce();
});

test('a lab that was busy has not listened, so it has noticed no silence', async () => {
  const noticed = vi.fn();
  const watch = new SilenceWatch(400, noticed);
  onTestFinished(() => watch.stop());
  const until = performance.now() + 1_200;
  while (performance.now() < until);
  // The ticks that are due come as one, and before the next comes what was sent meanwhile.
  await delay(0);
  watch.heard();
  expect(noticed).not.toHaveBeenCalled();
});
