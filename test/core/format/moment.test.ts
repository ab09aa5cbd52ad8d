import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatLocalTime, formatMoment, formatTime, zoneName } from '#core/format/moment.ts';
import { momentSpan } from '#core/filter/moment.ts';
import { setTimeZone } from '#test/time-zone.ts';

describe('a moment as it is shown', () => {
  let restore: () => void;
  beforeEach(() => (restore = setTimeZone('UTC')));
  afterEach(() => restore());

  it.each([
    ['UTC', '2026-12-01T04:35:10.000Z', '2026-12-01 04:35:10 UTC'],
    ['Europe/Berlin', '2026-12-01T04:35:10.000Z', '2026-12-01 05:35:10 UTC+1'],
    ['Europe/Berlin', '2026-07-01T22:35:10.000Z', '2026-07-02 00:35:10 UTC+2'],
    // Half past two comes twice.
    ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25 02:30:00 UTC+2'],
    ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25 02:30:00 UTC+1'],
    ['Asia/Kolkata', '2026-12-01T04:35:10.000Z', '2026-12-01 10:05:10 UTC+5:30'],
    ['America/St_Johns', '2026-12-01T02:35:10.000Z', '2026-11-30 23:05:10 UTC−3:30'],
  ])('in %s, names the zone: %s is %s', (zone, iso, shown) => {
    setTimeZone(zone);
    expect(formatMoment(iso)).toBe(shown);
    expect(formatLocalTime(iso)).toBe(shown.replace(/:\d\d(?= )/, ''));
    expect(zoneName().split('/')[0]).toBe(zone.split('/')[0]);
    expect(formatTime(iso)).toMatch(/ UTC$/);
  });

  it('is found by a filter for the day and the minute that are shown', () => {
    setTimeZone('Pacific/Auckland');
    const iso = '2026-12-01T11:35:10.000Z';
    const [day, time] = formatLocalTime(iso).split(' ');
    for (const text of [day, `${day}T${time}`]) {
      const span = momentSpan(text)!;
      expect([text, span.from <= iso && iso < span.until]).toEqual([text, true]);
    }
  });
});
