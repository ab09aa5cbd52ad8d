/** How long runs take that are started in this order, `jobs` at once. */
export function queueDuration(durations: readonly number[], jobs: number): number {
  const busyUntil = Array.from({ length: Math.max(1, Math.min(jobs, durations.length)) }, () => 0);
  for (const duration of durations) {
    const next = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[next] += duration;
  }
  return Math.max(...busyUntil);
}
