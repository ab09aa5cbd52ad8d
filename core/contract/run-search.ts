import { z } from 'zod';
import { runRecord } from './run-record.ts';

/** Finding runs over all experiments by a filter's text (see core/filter), and completing that text. */

export const RUNS_PAGE_MAX = 1_000;

export const runOrder = z.object({
  /** As in a filter: `created`, `test/accuracy.last`. Runs without such a value come last, whichever the direction. */
  field: z.string(),
  descending: z.boolean().default(false),
});
export type RunOrder = z.infer<typeof runOrder>;

export const runQuery = z.object({
  /** Every run passes an empty one. */
  filter: z.string().default(''),
  limit: z.int().min(1).max(RUNS_PAGE_MAX).default(100),
  offset: z.int().min(0).default(0),
  /** The newest experiment first, its runs as they were planned, if not given. */
  order: runOrder.optional(),
});
export type RunQuery = z.infer<typeof runQuery>;

export const runPage = z.object({
  runs: z.array(runRecord),
  /** Of all pages. */
  total: z.int(),
});
export type RunPage = z.infer<typeof runPage>;

export const completionOption = z.object({
  /** What takes the place of the text from `from` until before `to`. */
  text: z.string(),
  /** For people, beside it; may be empty. */
  detail: z.string(),
  kind: z.enum(['field', 'operator', 'value', 'word']),
});
export type CompletionOption = z.infer<typeof completionOption>;

export const filterCompletion = z.object({
  from: z.int(),
  to: z.int(),
  /** What may stand there, in words; for values that cannot be listed. Empty if nothing may. */
  expected: z.string(),
  /** The likeliest first. */
  options: z.array(completionOption),
});
export type FilterCompletion = z.infer<typeof filterCompletion>;
