import type { Layer, Mode } from '#core/nn/layers/layer.ts';
import { INPUT, LayerProbe } from './layer-probe.ts';

/** Rows of a matrix. */
export type Rows = readonly (readonly number[])[];

export interface LayerRunOptions {
  readonly mode: Mode;
  /** One batch a step, all of one shape. */
  readonly batches: readonly Rows[];
  /** Gradient of every batch's output; in training mode. */
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

/** Runs one layer alone on the reference device, on values that a test made by hand. */
export async function runLayer(layer: Layer, options: LayerRunOptions): Promise<LayerRun> {
  const { mode, batches, gradOutput, tensors = {} } = options;
  const backward = gradOutput !== undefined;
  const [rows, columns] = [batches[0].length, batches[0][0].length];
  const probe = await LayerProbe.open(layer, { rows, columns, mode, backward });
  for (const [path, values] of Object.entries(tensors)) await probe.write(path, values);
  if (backward) await probe.write('gradOutput', gradOutput.flat());
  for (const batch of batches) {
    await probe.write(INPUT, batch.flat());
    await probe.step();
  }
  return {
    output: toRows(await probe.output(), probe.outputShape[1]),
    gradInput: backward ? toRows(await probe.gradient(INPUT), columns) : null,
    gradients: await readAll(probe.parameterPaths, (path) => probe.gradient(path)),
    statistics: await readAll(probe.statisticPaths, (path) => probe.value(path)),
  };
}

async function readAll(
  paths: readonly string[],
  read: (path: string) => Promise<Float64Array>,
): Promise<Record<string, Float64Array>> {
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(path)] as const)));
}

function toRows(values: Float64Array, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, row) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ]);
}
