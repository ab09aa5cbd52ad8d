import { present } from '../../assert.ts';
import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { Forward, Layer, Mode, TensorDeclaration } from './layer.ts';

/**
 * Layers one after the other; itself a layer. If the gradient of its input is unwanted, the backward pass ends at the first
 * layer with parameters and does not compute that layer's gradInput, which saves a network one matrix product per step.
 * Without layers it is the identity.
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
        const firstLearning = this.#layers.findIndex(learns);
        if (wanted === 'unwanted' && firstLearning === -1) return null;
        const last = wanted === 'wanted' ? 0 : firstLearning;
        let gradient: BufferId | null = gradOutput;
        for (let index = passes.length - 1; index >= last; index -= 1) {
          gradient = passes[index].backward(
            present(gradient, 'the gradient that a later layer was asked for'),
            index > last ? 'wanted' : wanted,
          );
        }
        return wanted === 'wanted' ? gradient : null;
      },
    };
  }
}

function learns({ tensors }: Layer): boolean {
  return tensors.some(({ role }) => role === 'parameter');
}
