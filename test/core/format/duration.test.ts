import { expect, it } from 'vitest';
import { formatDuration } from '#core/format/duration.ts';

it.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [12_000, '12.0 s'],
  [59_900, '59.9 s'],
  [59_960, '1 min 0 s'],
  [75_000, '1 min 15 s'],
  [3_599_600, '1 h 0 min'],
  [3_720_000, '1 h 2 min'],
])('writes %d ms as %s', (durationMs, text) => {
  expect(formatDuration(durationMs).replaceAll('\u00a0', ' ')).toBe(text);
});
