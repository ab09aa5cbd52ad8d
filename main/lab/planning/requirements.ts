import type { ArmPlan } from '#core/contract/experiment-plan.ts';
import { featureCount } from '#core/data/dataset.ts';
import { memoryUse } from '#core/device/memory-use.ts';
import type { DeviceName } from '#core/device/device.ts';
import { buildModel, type DataForm } from '#core/nn/model.ts';
import { planCost } from '#core/plan/cost.ts';
import { augmentationOf } from '#core/spec/dataset/dataset.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { countEvaluations } from '#core/train/evaluation-schedule.ts';
import { spanSteps } from '#core/spec/training/span.ts';

/** What one run of an arm takes, whatever the time. */
export type Requirements = Omit<ArmPlan, 'arm' | 'points' | 'msPerStep' | 'durationMs'>;

/**
 * What a run takes on a device, from its op plan alone: nothing is allocated, and no example is read.
 * @throws SpecError where the spec cannot train on data of this form.
 */
export function requirementsOf(spec: RunSpec, form: DataForm, device: DeviceName): Requirements {
  const { plan } = buildModel(spec, form, augmentationOf(spec.dataset));
  const { parameterCount, phases } = planCost(plan);
  const statisticCount = plan.statistics.reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0);
  const stepsPerEpoch = Math.floor(form.train.count / spec.batchSize);
  const stepsTotal = spanSteps(spec.duration, stepsPerEpoch);
  const interval = spanSteps(spec.evaluation.interval, stepsPerEpoch);
  const evaluations = countEvaluations({ interval, stepsPerEpoch, stepsTotal });
  return {
    parameterCount,
    statisticCount,
    memory: { ...memoryUse(plan, device), hostBytes: datasetBytes(form) + 4 * (parameterCount + statisticCount) },
    flopsPerStep: phases.train.flops,
    bytesPerStep: phases.train.bytes,
    steps: stepsTotal,
    evaluations,
    evaluationBatches: evaluations * Math.ceil(form.test.count / plan.phases.evaluate.batchSize),
  };
}

/** A data set as it lies in the job's memory: values, and an int32 label an example. */
function datasetBytes(form: DataForm): number {
  const bytesOf = ({ count, elementType }: DataForm['train']) =>
    count * (featureCount(form) * (elementType === 'byte' ? 1 : 4) + 4);
  return bytesOf(form.train) + bytesOf(form.test);
}

/** What a run takes of the machine's own memory: a graphics processor is taken to have its own. */
export function machineBytesOf({ memory }: Pick<Requirements, 'memory'>, device: DeviceName): number {
  return (device === 'gpu' ? 0 : memory.totalBytes) + memory.hostBytes;
}
