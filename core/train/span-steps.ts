import type { SpanSpec } from '../spec/training.ts';

/** How many steps a span of training has. */
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
