/**
 * A duration as people read it, the same in the window, in reports and on the command line: 850 → "850 ms",
 * 12_000 → "12.0 s", 75_000 → "1 min 15 s", 3_720_000 → "1 h 2 min". No line breaks between a number and its unit.
 */
export function formatDuration(durationMs: number): string {
  const milliseconds = Math.round(durationMs);
  if (milliseconds < 1_000) return `${milliseconds}\u00a0ms`;
  // 59.96 s would be written as 60.0 s.
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)}\u00a0s`;
  const seconds = Math.round(milliseconds / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min ${seconds % 60}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}
