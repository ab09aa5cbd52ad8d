import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { WindowGeometry } from '../../plan/ops.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { Forward, Layer } from './layer.ts';

export interface PoolOptions {
  /** Prefix of its buffers' names: `layers.1.maxPool`. */
  readonly path: string;
  /** The largest of a window, or the mean of its positions inside the image. */
  readonly kind: 'max' | 'average';
  readonly geometry: Omit<WindowGeometry, 'batch'>;
}

/**
 * Pooling, per channel over windows, in both modes; formulas in `MaxPoolOp` and `AveragePoolOp`. A window as large as the
 * image makes global pooling, whose output is a vector of channels.
 *
 * Shapes: x [B · inHeight · inWidth, C]; y [B · outHeight · outWidth, C].
 */
export class Pool implements Layer {
  readonly tensors = [];
  readonly #options: PoolOptions;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  forward(phase: PhaseBuilder, x: BufferId): Forward {
    const { path, kind } = this.#options;
    const { inHeight, inWidth, outHeight, outWidth } = this.#options.geometry;
    const [rows, channels] = [phase.rows(x), phase.columns(x)];
    const batch = rows / (inHeight * inWidth);
    const geometry: WindowGeometry = { batch, ...this.#options.geometry };
    const y = phase.scratch(`${path}/output`, batch * outHeight * outWidth, channels);
    phase.emit({ kind: kind === 'max' ? 'maxPool' : 'averagePool', x, y, geometry });
    return {
      output: y,
      backward: (gradOutput, wanted) => {
        if (wanted === 'unwanted') return null;
        const gradInput = phase.scratch(`${path}/gradInput`, rows, channels);
        if (kind === 'max') phase.emit({ kind: 'maxPoolBackward', x, y, gradOutput, gradInput, geometry });
        else phase.emit({ kind: 'averagePoolBackward', gradOutput, gradInput, geometry });
        return gradInput;
      },
    };
  }
}
