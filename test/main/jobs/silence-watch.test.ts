import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SilenceWatch } from '#main/jobs/silence-watch.ts';

test('a silence is reported once, and only if nothing is heard throughout', () => {
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

test('a lab that was too busy to listen reports no silence', async () => {
  const noticed = vi.fn();
  const watch = new SilenceWatch(400, noticed);
  onTestFinished(() => watch.stop());
  const until = performance.now() + 1_200;
  while (performance.now() < until);
  // Overdue ticks are delivered as one; messages sent meanwhile arrive before the next.
  await delay(0);
  watch.heard();
  expect(noticed).not.toHaveBeenCalled();
});
