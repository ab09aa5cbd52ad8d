/**
 * Moments as a filter writes them: `2026-11-01`, `2026-11-01T09:30`, `2026-11-01T09:30:15Z`, `2026-11-01T09:30+01:00`.
 * In the time zone of the computer, as moments are shown, unless an offset is given. A moment is a span as long as its
 * last part: a day, a minute, a second or a millisecond. So `> 2026-11-01` means after that day, and `= 2026-11-01` on
 * that day, which lasts 23 or 25 hours where the clocks change. Of an hour that comes twice, the first is meant.
 */

const PATTERN =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:T(?<minute>\d{2}:\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,3}))?)?(?<zone>Z|[+-]\d{2}:\d{2})?)?$/;

/** From `from` up to, not including, `until`, in ISO 8601 as records have it. */
export interface MomentSpan {
  readonly from: string;
  readonly until: string;
}

/** Null if the text is not a moment, for example the 30th of February. */
export function momentSpan(text: string): MomentSpan | null {
  const parts = PATTERN.exec(text)?.groups;
  if (parts === undefined) return null;
  const { day, minute = '00:00', second = '00', fraction = '', zone = '' } = parts;
  if (!isDay(day)) return null;
  const from = Date.parse(`${day}T${minute}:${second}.${fraction.padEnd(3, '0')}${zone}`);
  const until = parts['minute'] === undefined ? nextDay(day) : from + lengthMs(parts);
  // Records' texts are compared letter by letter, which is only correct for years of four digits.
  if (Number.isNaN(from) || from < Date.UTC(0) || until > Date.parse('9999-12-31T23:59:59.999Z')) return null;
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}

function lengthMs({ second, fraction }: Readonly<Record<string, string | undefined>>): number {
  if (fraction !== undefined) return 10 ** (3 - fraction.length);
  return second === undefined ? 60_000 : 1_000;
}

/** When the next day begins here, which clocks that change put nearer or farther. */
function nextDay(day: string): number {
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return next.setHours(0, 0, 0, 0);
}

/** Some parsers read the 30th of February as the 2nd of March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
