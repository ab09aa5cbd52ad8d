import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import { identity, type Forward, type Layer, type Mode } from './layer.ts';

export interface DropoutOptions {
  /** Names its random stream and its buffers: `layers.1.dropout`. */
  readonly path: string;
  /** Fraction of elements that are dropped, in [0, 1). */
  readonly rate: number;
}

/**
 * Inverted dropout. Training: y = mask · x / (1 − rate), gradInput = mask · gradOutput / (1 − rate), the mask being a
 * function of the stream (seed, `dropout`, path), the step and the element's index alone (see `DropoutOp`): no other
 * layer's draws shift it, and it is the same on every device. Evaluation: y = x. x, y: [B, C].
 */
export class Dropout implements Layer {
  readonly tensors = [];
  readonly #options: DropoutOptions;

  constructor(options: DropoutOptions) {
    this.#options = options;
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const { path, rate } = this.#options;
    if (mode === 'evaluation' || rate === 0) return identity(x);
    const keys = phase.key('dropout', path, 2);
    const emit = (input: BufferId, name: string) => {
      const output = phase.scratch(`${path}/${name}`, phase.rows(x), phase.columns(x));
      phase.emit({ kind: 'dropout', x: input, y: output, keys, stepNumbers: phase.stepNumbers, rate });
      return output;
    };
    return {
      output: emit(x, 'output'),
      backward: (gradOutput, wanted) => (wanted === 'unwanted' ? null : emit(gradOutput, 'gradInput')),
    };
  }
}
