/** Durations as a filter writes them: `500ms`, `30s`, `5min`, `1.5h`, `2d`. */

const UNIT_MS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export type DurationUnit = keyof typeof UNIT_MS;

export const DURATION_UNITS = Object.keys(UNIT_MS) as DurationUnit[];

export interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
}

export function durationMs({ amount, unit }: Duration): number {
  return amount * UNIT_MS[unit];
}

/** Parses a number with a unit; null for any other text. */
export function readDuration(text: string): Duration | null {
  const unit = DURATION_UNITS.find((one) => text.endsWith(one) && /[0-9.]$/.test(text.slice(0, -one.length)));
  if (unit === undefined) return null;
  const amount = Number(text.slice(0, -unit.length));
  return Number.isFinite(amount) ? { amount, unit } : null;
}
