import { z } from 'zod';

/** A length of training. One step is one mini-batch; one epoch is ⌊training examples ÷ batchSize⌋ steps. */
export const spanSpec = z.strictObject({
  unit: z.enum(['steps', 'epochs']).default('steps').meta({ title: 'Unit' }),
  count: z.int().min(1).max(100_000_000).meta({ title: 'Count' }),
});

export type SpanSpec = z.infer<typeof spanSpec>;

/** The number of steps in a span of training. */
export function spanSteps(span: SpanSpec, stepsPerEpoch: number): number {
  switch (span.unit) {
    case 'steps':
      return span.count;
    case 'epochs':
      return span.count * stepsPerEpoch;
    default:
      return span.unit satisfies never;
  }
}
