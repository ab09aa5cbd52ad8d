import type { ArmPlan } from '#core/contract/experiment-plan.ts';
import { featureCount } from '#core/data/dataset.ts';
import { memoryUse, type MemoryUse } from '#core/device/memory-use.ts';
import type { DeviceName } from '#core/device/device.ts';
import { buildModel, type LoadedDataForm } from '#core/nn/model.ts';
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
export function requirementsOf(spec: RunSpec, form: LoadedDataForm, device: DeviceName): Requirements {
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
    memory: memoryFiguresOf(spec, form, memoryUse(plan, device), device, parameterCount + statisticCount),
    flopsPerStep: phases.train.flops,
    bytesPerStep: phases.train.bytes,
    steps: stepsTotal,
    evaluations,
    evaluationBatches: evaluations * Math.ceil(form.test.count / plan.phases.evaluate.batchSize),
  };
}

/** A data set as it lies in the job's memory: values, and an int32 label an example. */
function datasetBytes(form: LoadedDataForm): number {
  const bytesOf = ({ count, bytesPerValue }: LoadedDataForm['train']) =>
    count * (featureCount(form) * bytesPerValue + 4);
  return bytesOf(form.train) + bytesOf(form.test);
}

/** What a job's process holds before it reads anything: the runtime, the code and its heap. `bench:memory` measures it. */
const RUNTIME_BYTES = 100e6;
/** What reading a table takes for each number in it, as text and as a number. `bench:memory` measures it. */
const TABLE_BYTES_PER_VALUE = 45;

/** @param initialValues How many numbers the process draws to start from. */
function memoryFiguresOf(
  { dataset }: RunSpec,
  form: LoadedDataForm,
  use: MemoryUse,
  device: DeviceName,
  initialValues: number,
): Requirements['memory'] {
  const hostBytes = datasetBytes(form) + 4 * initialValues;
  const trainingBytes = (device === 'gpu' ? 0 : use.totalBytes) + hostBytes;
  const values = (form.train.count + form.test.count) * (featureCount(form) + 1);
  const readingBytes = dataset.kind === 'csv' ? TABLE_BYTES_PER_VALUE * values : 0;
  return { ...use, hostBytes, processBytes: RUNTIME_BYTES + Math.max(trainingBytes, readingBytes) };
}
