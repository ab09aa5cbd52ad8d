import type { RandomStream } from '../../tensor/random.ts';

/**
 * Draws with mean 0 and the given variance: N(0, √variance), not truncated, or U[−√(3 · variance), √(3 · variance)).
 * PyTorch's xavier_* and kaiming_* do the same.
 */
export function varianceScaling(
  variance: number,
  distribution: 'normal' | 'uniform',
): (stream: RandomStream) => number {
  switch (distribution) {
    case 'normal': {
      const stddev = Math.sqrt(variance);
      return (stream) => stddev * stream.normal();
    }
    case 'uniform': {
      const limit = Math.sqrt(3 * variance);
      return (stream) => limit * (2 * stream.uniform() - 1);
    }
    default:
      return distribution satisfies never;
  }
}
