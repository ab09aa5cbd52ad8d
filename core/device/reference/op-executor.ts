import type { Plan } from '../../plan/plan.ts';
import type { Operands } from './buffers/operands.ts';

/** Runs an op of one kind. */
export type OpExecutor<Op> = (op: Op, execution: Execution) => void;

/** One step of a call. */
export interface Execution {
  readonly plan: Plan;
  readonly operands: Operands;
  /** The step's number within the call. */
  readonly step: number;
  /** Whether the call must end after this step. */
  halted: boolean;
}
