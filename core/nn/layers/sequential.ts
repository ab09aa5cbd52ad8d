import { present } from '../../assert.ts';
import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { Forward, Layer, Mode, TensorDeclaration } from './layer.ts';

/**
 * Layers one after the other; itself a layer. The gradient of its input is asked of the first layer only if it is asked
 * of the whole, which spares a network's first matrix product of the backward pass. Empty, it is the identity.
 */
export class Sequential implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #layers: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
    this.tensors = layers.flatMap((layer) => layer.tensors);
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const passes: Forward[] = [];
    let output = x;
    for (const layer of this.#layers) {
      const pass = layer.forward(phase, output, mode);
      passes.push(pass);
      output = pass.output;
    }
    return {
      output,
      backward: (gradOutput, wanted) => {
        let gradient: BufferId | null = gradOutput;
        for (let index = passes.length - 1; index >= 0; index -= 1) {
          gradient = passes[index].backward(
            present(gradient, 'the gradient that a later layer was asked for'),
            index > 0 ? 'wanted' : wanted,
          );
        }
        return gradient;
      },
    };
  }
}
