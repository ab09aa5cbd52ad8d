import { InvalidArgumentError } from 'commander';
import { PRIORITY_MAX } from '#core/contract/queue.ts';
import type { RunOrder } from '#core/contract/run-search.ts';
import { SpecError } from '#core/errors.ts';

/** `1,2,3` → [1, 2, 3]. Anything but numbers is a spec error, like an invalid seed in a file. */
export function parseSeeds(text: string): number[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => !/^\d+$/.test(part))) {
    throw new SpecError([
      { path: '--seeds', expected: 'whole numbers separated by commas, for example 1,2,3', received: `"${text}"` },
    ]);
  }
  return parts.map(Number);
}

export function parseCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number of at least 0, received "${text}".`);
}

export function parsePriority(text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  if (Math.abs(value) <= PRIORITY_MAX) return value;
  throw new InvalidArgumentError(
    `Expected a whole number from −${PRIORITY_MAX} to ${PRIORITY_MAX}, received "${text}".`,
  );
}

export function parseJobs(text: string): number {
  const jobs = /^\d+$/.test(text) ? Number(text) : NaN;
  if (jobs >= 1 && jobs <= 1_024) return jobs;
  throw new InvalidArgumentError(`Expected a whole number from 1 to 1024, received "${text}".`);
}

/** `4`, or `auto`: null. */
export function parseJobSetting(text: string): number | null {
  return text === 'auto' ? null : parseJobs(text);
}

export function parseLimit(text: string): number {
  const limit = /^\d+$/.test(text) ? Number(text) : NaN;
  if (limit >= 1 && Number.isSafeInteger(limit)) return limit;
  throw new InvalidArgumentError(`Expected a whole number of at least 1, received "${text}".`);
}

/** `seed`, or `-test/accuracy.last` for descending order. */
export function parseOrder(text: string): RunOrder {
  return text.startsWith('-') ? { field: text.slice(1), descending: true } : { field: text, descending: false };
}
