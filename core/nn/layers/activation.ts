import type { ActivationFunction } from '../../plan/activation-function.ts';
import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import { identity, type Forward, type Layer } from './layer.ts';

export interface ActivationOptions {
  /** Prefix of its buffers' names: `layers.0.activation`. */
  readonly path: string;
  readonly function: ActivationFunction;
}

/**
 * An elementwise function: y = f(x), gradInput = gradOutput · f′(x), in both modes; x, y: [B, C]. The identity emits
 * nothing. It offers x, y and gradInput to be observed.
 */
export class Activation implements Layer {
  readonly tensors = [];
  readonly #options: ActivationOptions;

  constructor(options: ActivationOptions) {
    this.#options = options;
  }

  forward(phase: PhaseBuilder, x: BufferId): Forward {
    const { path, function: activation } = this.#options;
    phase.observe(path, 'preActivation', x);
    if (activation === 'identity') return observed(phase, path, identity(x));
    const rows = phase.rows(x);
    const columns = phase.columns(x);
    const y = phase.scratch(`${path}/output`, rows, columns);
    phase.emit({ kind: 'activation', function: activation, x, y });
    return observed(phase, path, {
      output: y,
      backward: (gradOutput, wanted) => {
        if (wanted === 'unwanted') return null;
        const gradInput = phase.scratch(`${path}/gradInput`, rows, columns);
        phase.emit({ kind: 'activationBackward', function: activation, x, y, gradOutput, gradInput });
        return gradInput;
      },
    });
  }
}

/** The pass, with its output and the gradient of its input offered to be observed. */
function observed(phase: PhaseBuilder, path: string, { output, backward }: Forward): Forward {
  phase.observe(path, 'activation', output);
  return {
    output,
    backward: (gradOutput, wanted) => {
      const gradInput = backward(gradOutput, wanted);
      if (gradInput !== null) phase.observe(path, 'preActivationGradient', gradInput);
      return gradInput;
    },
  };
}
