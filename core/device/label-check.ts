import { DataError } from '../errors.ts';
import type { BufferId, Plan } from '../plan/plan.ts';
import type { BufferValues } from './device.ts';

/**
 * Labels index into logits, which kernels do unchecked; so every device holds them against the count of classes when they
 * are written.
 */
export class LabelCheck {
  readonly #classes: ReadonlyMap<BufferId, number>;
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#classes = labelClasses(plan);
  }

  /** Values that are no labels are none of its business. @throws DataError naming the first label that is no class. */
  check(buffer: BufferId, values: BufferValues): void {
    const classes = this.#classes.get(buffer);
    if (classes === undefined) return;
    const row = values.findIndex((label: number) => !(Number.isInteger(label) && label >= -1 && label < classes));
    if (row === -1) return;
    const { name } = this.#plan.buffers[buffer];
    throw new DataError(
      `${name}: label ${row} must be a class from 0 to ${classes - 1} (or −1 for no example), received ${values[row]}. ` +
        `The network has ${classes} outputs.`,
      { buffer: name, row, classes, received: values[row] },
    );
  }
}

/** Buffers that hold labels, as losses read them or as they are gathered from, and how many classes those losses have. */
function labelClasses(plan: Plan): Map<BufferId, number> {
  const classes = new Map<BufferId, number>();
  for (const { ops } of [plan.phases.train, plan.phases.evaluate]) {
    for (const op of ops) {
      if (op.kind !== 'softmaxCrossEntropy' && op.kind !== 'meanSquaredError') continue;
      const { columns } = plan.buffers[op.logits];
      classes.set(op.batchLabels, columns);
      for (const gather of ops) {
        if (gather.kind === 'gather' && gather.batchLabels === op.batchLabels) classes.set(gather.labels, columns);
      }
    }
  }
  return classes;
}
