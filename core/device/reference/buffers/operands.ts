import type { BufferId } from '../../../plan/plan.ts';
import type { BufferValues } from '../../device.ts';
import type { FloatMatrix, IntMatrix, Matrix } from './matrix.ts';

/** An op's buffers, once they are known to hold the elements that it works on. */
export class Operands {
  readonly #buffers: readonly Matrix[];

  constructor(buffers: readonly Matrix[]) {
    this.#buffers = buffers;
  }

  any(id: BufferId): Matrix {
    return this.#buffers[id];
  }

  float(id: BufferId): FloatMatrix {
    return typed<Float64Array>(this.#buffers[id], Float64Array);
  }

  int(id: BufferId): IntMatrix {
    return typed<Int32Array>(this.#buffers[id], Int32Array);
  }

  optional(id: BufferId | null): FloatMatrix | null {
    return id === null ? null : this.float(id);
  }

  /** Several float buffers under the names that the op has for them. */
  floats<Name extends string>(ids: Readonly<Record<Name, BufferId>>, ...names: Name[]): Record<Name, FloatMatrix> {
    return Object.fromEntries(names.map((name) => [name, this.float(ids[name])])) as Record<Name, FloatMatrix>;
  }

  /** gamma and beta, which are null without affine. */
  affine({ gamma, beta }: { readonly gamma: BufferId | null; readonly beta: BufferId | null }): {
    gamma: FloatMatrix | null;
    beta: FloatMatrix | null;
  } {
    return { gamma: this.optional(gamma), beta: this.optional(beta) };
  }
}

function typed<Values extends BufferValues>(
  matrix: Matrix,
  elements: new (...values: never[]) => Values,
): Matrix<Values> {
  const { values } = matrix;
  if (!(values instanceof elements)) throw new Error(`Assertion failed: ${matrix.name} must hold ${elements.name}`);
  return { ...matrix, values };
}
