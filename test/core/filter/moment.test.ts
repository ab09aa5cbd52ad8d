import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTimeZone } from '#test/time-zone.ts';
import { durationMs, readDuration } from '#core/filter/duration.ts';
import { momentSpan } from '#core/filter/moment.ts';

describe('a moment', () => {
  let restore: () => void;
  beforeEach(() => (restore = setTimeZone('UTC')));
  afterEach(() => restore());

  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2026-11-01T09:30', '2026-11-01T09:30:00.000Z', '2026-11-01T09:31:00.000Z'],
    ['2026-11-01T09:30Z', '2026-11-01T09:30:00.000Z', '2026-11-01T09:31:00.000Z'],
    ['2026-11-01T00:30+01:00', '2026-10-31T23:30:00.000Z', '2026-10-31T23:31:00.000Z'],
    ['2026-11-01T09:30:15', '2026-11-01T09:30:15.000Z', '2026-11-01T09:30:16.000Z'],
    ['2026-11-01T09:30:15.2', '2026-11-01T09:30:15.200Z', '2026-11-01T09:30:15.300Z'],
    ['2026-11-01T09:30:15.250Z', '2026-11-01T09:30:15.250Z', '2026-11-01T09:30:15.251Z'],
  ])('%s lasts as long as its last part', (text, from, until) => {
    expect(momentSpan(text)).toEqual({ from, until });
  });

  it.each([
    ['Europe/Berlin', '2026-11-01', '2026-10-31T23:00:00.000Z', '2026-11-01T23:00:00.000Z'],
    ['Europe/Berlin', '2026-07-01T09:30', '2026-07-01T07:30:00.000Z', '2026-07-01T07:31:00.000Z'],
    ['Europe/Berlin', '2026-07-01T09:30Z', '2026-07-01T09:30:00.000Z', '2026-07-01T09:31:00.000Z'],
    // 23 and 25 hours; an hour that comes twice means the first.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z', '2026-10-25T00:31:00.000Z'],
    ['Asia/Kolkata', '2026-11-01T09:30:15', '2026-11-01T04:00:15.000Z', '2026-11-01T04:00:16.000Z'],
    // Here the clocks change at midnight: the day begins at 1.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
  ])('is meant in the time zone %s where none is written: %s', (zone, text, from, until) => {
    setTimeZone(zone);
    expect(momentSpan(text)).toEqual({ from, until });
  });

  it.each([
    ...['2026-02-30', '2026-13-01', '2026-11-1', '2026-11-01T', '2026-11-01T25:00', '2026-11-01T09:61', '9999-12-31'],
    ...['2026-11-01 09:30', 'today', ''],
  ])('is not %s', (text) => {
    expect(momentSpan(text)).toBeNull();
  });
});

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5min', 300_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1e3s', 1_000_000],
  ])('%s', (text, expected) => {
    const duration = readDuration(text);
    expect(duration === null ? null : durationMs(duration)).toBe(expected);
  });

  it.each(['5m', '5', 's', '5minutes', '1e999s'])('is not %s', (text) => {
    expect(readDuration(text)).toBeNull();
  });
});
