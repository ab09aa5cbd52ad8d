import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import type { BufferWrite } from '#core/device/device.ts';
import type { Layer, Mode } from '#core/nn/layers/layer.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { BufferId } from '#core/plan/plan.ts';
import { randomStream } from '#core/tensor/random.ts';

/** Rows of a matrix. */
export type Rows = readonly (readonly number[])[];

export interface LayerRunOptions {
  readonly mode: Mode;
  /** One batch a step, all of one shape. */
  readonly batches: readonly Rows[];
  /** Gradient of the last batch's output; in training mode. */
  readonly gradOutput?: Rows;
  /** Values other than the initial ones, by path. */
  readonly tensors?: Readonly<Record<string, readonly number[]>>;
}

export interface LayerRun {
  /** Of the last batch. */
  readonly output: Rows;
  readonly gradInput: Rows | null;
  /** Gradients of the parameters, by path. */
  readonly gradients: Readonly<Record<string, Float64Array>>;
  /** Statistics after the last batch, by path. */
  readonly statistics: Readonly<Record<string, Float64Array>>;
}

/** Runs one layer alone on the reference device, which lets scratch buffers be read and written from outside. */
export async function runLayer(layer: Layer, options: LayerRunOptions): Promise<LayerRun> {
  const { mode, batches, gradOutput, tensors = {} } = options;
  const examples = batches.flat();
  const B = batches[0].length;
  const features = examples[0].length;
  const split = { count: examples.length, elementType: 'float' } as const;
  const builder = new PlanBuilder({ features, data: { train: split, test: split }, moments: [] });
  for (const { path, role, shape } of layer.tensors) {
    if (role === 'parameter') builder.declareParameter(path, shape);
    else builder.declareStatistic(path, shape);
  }

  const name = mode === 'training' ? 'train' : 'evaluate';
  const phase = builder.phase(name, B, batches.length);
  builder.phase(name === 'train' ? 'evaluate' : 'train', B, 1);
  const x = phase.scratch('x', B, features);
  const batchLabels = phase.scratch('batchLabels', B, 1, 'int');
  const { values, labels } = builder.data.train;
  phase.emit({ kind: 'gather', values, labels, indices: phase.indices, ...builder.input, x, batchLabels });
  const forward = layer.forward(phase, x, mode);
  let gradInput: BufferId | null = null;
  const writes: BufferWrite[] = [];
  if (gradOutput !== undefined) {
    const buffer = phase.scratch('gradOutput', phase.rows(forward.output), phase.columns(forward.output));
    gradInput = forward.backward(buffer, 'wanted');
    writes.push({ buffer, values: Float64Array.from(gradOutput.flat()) });
  }

  const plan = builder.build();
  const program = await new ReferenceDevice().compile(plan);
  await program.write([
    { buffer: values, values: Float64Array.from(examples.flat()) },
    { buffer: builder.input.scale, values: new Float64Array(features).fill(1) },
    { buffer: phase.indices, values: Int32Array.from(examples.keys()) },
    ...writes,
    ...layer.tensors.map(({ path, initial }) => {
      const info = [...plan.parameters, ...plan.statistics].find((tensor) => tensor.path === path)!;
      const values = tensors[path] ?? initial((name) => randomStream(1, 'run-layer', name));
      return { buffer: info.value, values: Float64Array.from(values) };
    }),
  ]);
  await program.run(name, batches.length);

  const read = async (buffer: BufferId) => Float64Array.from((await program.read([buffer]))[0]);
  const rows = async (buffer: BufferId) => toRows(await read(buffer), plan.buffers[buffer].columns);
  return {
    output: await rows(forward.output),
    gradInput: gradInput === null ? null : await rows(gradInput),
    gradients: await readAll(
      plan.parameters.map(({ path, gradient }) => [path, gradient]),
      read,
    ),
    statistics: await readAll(
      plan.statistics.map(({ path, value }) => [path, value]),
      read,
    ),
  };
}

async function readAll(
  buffers: readonly (readonly [path: string, buffer: BufferId])[],
  read: (buffer: BufferId) => Promise<Float64Array>,
): Promise<Record<string, Float64Array>> {
  const entries = await Promise.all(buffers.map(async ([path, buffer]) => [path, await read(buffer)] as const));
  return Object.fromEntries(entries);
}

function toRows(values: Float64Array, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, row) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ]);
}
