import { parseExperiment } from '#core/spec/parse/parse.ts';
import type { ExperimentPlanner } from '../planning/experiment-planner.ts';
import type { LabRequests } from './lab-requests.ts';

/** Specs that are not stored yet. */
export function specRequests(planner: ExperimentPlanner): LabRequests['specs'] {
  return {
    /** @throws SpecError with every fault; DeviceError (UNSUPPORTED) with the figures where a run cannot fit */
    plan: async ({ spec, device, timed }) => planner.plan(parseExperiment(spec), device, timed),
  };
}
