import { expect } from 'vitest';
import { formatExperiment } from '#core/spec/format.ts';
import { specHash } from '#core/spec/hash.ts';
import { layerShape } from '#core/spec/network/layer-shape.ts';
import { parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { randomStream } from '#core/tensor/random.ts';
import { BATCH_SIZE, layerOf, matrixOf, openProbe, roleOf, type LayerCase } from './layer-case.ts';

/** What a layer looks like from outside: its shapes, its tensors and its spec. */

export async function checkForm(testCase: LayerCase): Promise<void> {
  const { layer, input, output, tensors } = testCase;
  expect(layerShape(layer, input)).toEqual({ shape: output });
  const built = layerOf(testCase);
  expect(built.tensors.map(({ path, shape, role }) => [path, shape, role])).toEqual(
    Object.entries(tensors).map(([path, shape]) => [path, shape, roleOf(path)]),
  );
  for (const { path, shape, initial } of built.tensors) {
    const values = initial((name) => randomStream(1, 'check layer', name));
    expect(values.length, path).toBe(shape.reduce((product, extent) => product * extent, 1));
  }
  for (const mode of ['training', 'evaluation'] as const) {
    const probe = await openProbe(testCase, { mode });
    expect(probe.outputShape, mode).toEqual(matrixOf(output!, BATCH_SIZE[testCase.input.kind]));
  }
}

/** As part of an experiment. */
export function checkRoundTrip({ layer, defaults, input, networks: [layers = [layer]] }: LayerCase): void {
  const dataset = input.kind === 'vector' ? { kind: 'blobs', features: input.features } : { kind: 'mnist' };
  const experiment = parseExperiment({
    title: 'Round trip',
    base: {
      dataset,
      network: { layers, ...defaults },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      duration: { count: 1 },
    },
    arms: [{ name: 'only' }],
  });
  expect(experiment.base.network).toEqual({ layers, ...defaults });
  const again = parseExperimentText(formatExperiment(experiment));
  expect(again).toEqual(experiment);
  expect(specHash(again)).toBe(specHash(experiment));
}
