import { float32Text } from '#core/series/float32-text.ts';

/** Members below which numbers come from series, which store float32. */
const MEASURED = new Set(['summary', 'figures', 'difference']);

/**
 * JSON for machines and people. Results are float32: they are written as the shortest decimal that reads back as the
 * same float32 (0.7 instead of 0.699999988079071), as in CSV files. Everything else is written as it is.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => (MEASURED.has(key) ? withShortNumbers(member) : member), 2);
}

function withShortNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Math.fround(value) === value ? Number(float32Text(value)) : value;
  if (Array.isArray(value)) return value.map(withShortNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withShortNumbers(member)]));
}
