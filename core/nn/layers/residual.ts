import { present } from '../../assert.ts';
import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { Forward, Layer, Mode, TensorDeclaration } from './layer.ts';

export interface ResidualOptions {
  /** Prefix of its buffers' names: `layers.3.residual`. */
  readonly path: string;
  readonly body: Layer;
  /** Of x's shape to the body's output; an empty Sequential is the identity. */
  readonly shortcut: Layer;
}

/**
 * A residual block: y = body(x) + shortcut(x), in both modes; gradInput = body's + shortcut's, each of gradOutput.
 * The activation of the sum is a layer after it. He et al. 2016, "Deep Residual Learning", eq. 1 and 2.
 */
export class Residual implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: ResidualOptions;

  constructor(options: ResidualOptions) {
    this.#options = options;
    this.tensors = [...options.body.tensors, ...options.shortcut.tensors];
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const { path } = this.#options;
    const body = this.#options.body.forward(phase, x, mode);
    const shortcut = this.#options.shortcut.forward(phase, x, mode);
    const sum = (a: BufferId, b: BufferId, name: string) => {
      const y = phase.scratch(`${path}/${name}`, phase.rows(a), phase.columns(a));
      phase.emit({ kind: 'add', a, b, y });
      return y;
    };
    return {
      output: sum(body.output, shortcut.output, 'output'),
      backward: (gradOutput, wanted) => {
        const gradBody = body.backward(gradOutput, wanted);
        const gradShortcut = shortcut.backward(gradOutput, wanted);
        if (wanted === 'unwanted') return null;
        return sum(
          present(gradBody, 'the gradient of the body'),
          present(gradShortcut, 'that of the shortcut'),
          'gradInput',
        );
      },
    };
  }
}
