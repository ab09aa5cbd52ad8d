import { withMinus } from './number.ts';

/**
 * Moments as people read them: in the time zone of the computer, named, in the window, on the command line and in
 * filters. Only files, which other people read elsewhere, have UTC.
 */

/** For files: 2026-11-21T09:10:42.000Z → 2026-11-21 09:10 UTC. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** 2026-11-21T09:10:42.000Z → 2026-11-21 10:10 UTC+1, to the minute. */
export function formatLocalTime(iso: string): string {
  return localTime(iso, false);
}

/** 2026-11-21T09:10:42.000Z → 2026-11-21 10:10:42 UTC+1, to the second. */
export function formatMoment(iso: string): string {
  return localTime(iso, true);
}

/** "just now", "5 min ago", "3 h ago", then the date. `now` in ms since 1970. */
export function formatAgo(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}\u00a0h ago`;
  return formatDate(iso);
}

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export function formatDate(iso: string): string {
  return date.format(new Date(iso));
}

/** The name of the computer's time zone: Europe/Berlin. */
export function zoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A local moment in a file's name, which has no colons: 2026-12-01T09-30-05. */
export function fileMoment(at: Date): string {
  return localTime(at.toISOString(), true).slice(0, 19).replace(' ', 'T').replaceAll(':', '-');
}

function localTime(iso: string, seconds: boolean): string {
  const at = new Date(iso);
  const day = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), ...(seconds ? [at.getSeconds()] : [])].map(two).join(':');
  return `${day} ${time} ${offset(at)}`;
}

/** What the zone's clocks are ahead of UTC at that moment, which summer time changes: UTC, UTC+1, UTC−3:30. */
function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? withMinus('-') : '+'}${hours}${rest === 0 ? '' : `:${two(rest)}`}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
