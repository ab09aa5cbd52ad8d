import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import { identity, type Forward, type Layer } from './layer.ts';

export interface FlattenOptions {
  /** Prefix of its buffers' names: `layers.2.flatten`. */
  readonly path: string;
  /** Rows of one example. */
  readonly positions: number;
}

/**
 * Images as vectors: x [B · positions, C], y [B, positions · C], the same numbers in the same order: height, width,
 * channel. (PyTorch's images have their channels first, and so its flattened ones.) A single position needs no op.
 */
export class Flatten implements Layer {
  readonly tensors = [];
  readonly #options: FlattenOptions;

  constructor(options: FlattenOptions) {
    this.#options = options;
  }

  forward(phase: PhaseBuilder, x: BufferId): Forward {
    const { path, positions } = this.#options;
    if (positions === 1) return identity(x);
    const [rows, channels] = [phase.rows(x), phase.columns(x)];
    const y = phase.scratch(`${path}/output`, rows / positions, positions * channels);
    phase.emit({ kind: 'reshape', x, y });
    return {
      output: y,
      backward: (gradOutput, wanted) => {
        if (wanted === 'unwanted') return null;
        const gradInput = phase.scratch(`${path}/gradInput`, rows, channels);
        phase.emit({ kind: 'reshape', x: gradOutput, y: gradInput });
        return gradInput;
      },
    };
  }
}
