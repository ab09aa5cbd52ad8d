import { assert } from '../assert.ts';
import type { BufferId, BufferInfo } from './buffer.ts';

/** States what the shapes of one op's buffers must be; a failure names the op and the buffer. */
export class ShapeCheck {
  readonly info: (buffer: BufferId) => BufferInfo;
  readonly #kind: string;

  constructor(kind: string, info: (buffer: BufferId) => BufferInfo) {
    this.#kind = kind;
    this.info = info;
  }

  that(condition: boolean, message: string): void {
    assert(condition, `${this.#kind}: ${message}`);
  }

  shape(buffer: BufferId, rows: number, columns: number): void {
    const info = this.info(buffer);
    this.that(
      info.rows === rows && info.columns === columns,
      `${info.name} must be [${rows}, ${columns}], is [${info.rows}, ${info.columns}]`,
    );
  }

  /** One row each. */
  vector(columns: number, ...buffers: (BufferId | null)[]): void {
    for (const buffer of buffers) if (buffer !== null) this.shape(buffer, 1, columns);
  }

  /** All of one shape. */
  like(model: BufferId, ...buffers: BufferId[]): void {
    const { rows, columns } = this.info(model);
    for (const buffer of buffers) this.shape(buffer, rows, columns);
  }

  /** A normalization's gamma, beta and output. */
  affine(op: {
    readonly gamma: BufferId | null;
    readonly beta: BufferId | null;
    readonly y: BufferId;
    readonly xHat: BufferId;
  }): void {
    this.that((op.gamma === null) === (op.beta === null), 'gamma and beta come together');
    this.that((op.gamma === null) === (op.y === op.xHat), 'y is xHat exactly when it is not affine');
  }
}
