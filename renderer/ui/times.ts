/** Estimates and moments as people read them. */

/** An estimate, so no false precision: "a few seconds left", "about 3 min left". */
export function formatTimeLeft(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5}\u00a0s left`;
  if (seconds < 3300) return `about ${Math.max(1, Math.round(seconds / 60))}\u00a0min left`;
  return `about ${(seconds / 3600).toFixed(1)}\u00a0h left`;
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
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function formatDate(iso: string): string {
  return date.format(new Date(iso));
}

export function formatMoment(iso: string): string {
  return moment.format(new Date(iso));
}
