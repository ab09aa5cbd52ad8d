import { ABSENT } from './number.ts';

/**
 * A duration as people read it, the same in the window, in reports and on the command line: 850 → "850 ms",
 * 12_000 → "12.0 s", 75_000 → "1 min 15 s", 3_720_000 → "1 h 2 min"; a dash where there is none. No line breaks
 * between a number and its unit.
 */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null) return ABSENT;
  const milliseconds = Math.round(durationMs);
  if (milliseconds < 1_000) return `${milliseconds}\u00a0ms`;
  // 59.96 s would be written as 60.0 s.
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)}\u00a0s`;
  const seconds = Math.round(milliseconds / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min ${seconds % 60}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

/** An estimate, so no false precision: "a few seconds left", "about 3 min left". */
export function formatTimeLeft(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5}\u00a0s left`;
  if (seconds < 3300) return `about ${Math.max(1, Math.round(seconds / 60))}\u00a0min left`;
  return `about ${(seconds / 3600).toFixed(1)}\u00a0h left`;
}
