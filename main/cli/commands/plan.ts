import { availableParallelism } from 'node:os';
import type { DeviceRequest } from '#core/device/device.ts';
import { usableMemoryBytes } from '#main/lab/machine.ts';
import { ExperimentPlanner } from '#main/lab/planning/experiment-planner.ts';
import { EXIT } from '../exit-code.ts';
import { planText } from '../plan-text.ts';
import { readExperiment } from '../spec-source.ts';
import type { CommandContext } from './context.ts';

export interface PlanOptions {
  readonly seeds?: readonly number[];
  readonly device: DeviceRequest;
  readonly jobs?: number;
  /** False: no 256-bit vectors. */
  readonly turbo: boolean;
}

/** Estimates what an experiment needs from a few timed steps of each arm. Trains no run and opens no database. */
export async function planCommand(source: string, options: PlanOptions, context: CommandContext): Promise<number> {
  const { output, launcher } = context;
  const spec = await readExperiment(source, options.seeds);
  const planner = new ExperimentPlanner({
    launcher,
    jobs: options.jobs ?? availableParallelism(),
    turbo: options.turbo,
    machineBytes: usableMemoryBytes(),
  });
  const plan = await planner.plan(spec, options.device, true);
  output.print(planText(spec.title, plan, output.colors.out));
  output.object({ title: spec.title, ...plan });
  return EXIT.ok;
}
