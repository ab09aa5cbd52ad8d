/** Whether a value of a scalar series is better than another: losses are better when smaller, all others when larger. */
export function isBetter(series: string, value: number, than: number | null): boolean {
  if (than === null) return true;
  return series.endsWith('/loss') ? value < than : value > than;
}
