import { expect } from 'vitest';
import type { LayerSpec } from '#core/spec/network/network.ts';
import { lossSpec } from '#core/spec/training/training.ts';
import { checkGradients } from '../gradient-check.ts';
import { INPUT } from '../layer-probe.ts';
import { shakenProbe } from '../shake.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallImages } from '../small-images.ts';
import { smallSpec } from '../small-spec.ts';
import { BATCH_SIZE, extentsOf, openProbe, roleOf, type LayerCase } from './layer-case.ts';
import { sizeOf, stackTensors } from './layer-checks.ts';

/** Gradients against finite differences, in float64. */

/** Of all parameters and of the input, for a random gradient of the output. */
export async function checkAlone(testCase: LayerCase): Promise<void> {
  const probe = await openProbe(testCase, { mode: 'training' });
  await probe.holdStatistics();
  await checkGradients(probe, [INPUT, ...probe.parameterPaths]);
}

/** Of all parameters. Options that a network can set for its layers are set there, so that the layer inherits them. */
export async function checkInNetworks({ layer, defaults, networks, input }: LayerCase): Promise<void> {
  const inherited =
    layer.kind === 'dense' || layer.kind === 'conv2d'
      ? {
          activation: layer.activation ?? defaults.activation,
          initializer: layer.initializer ?? defaults.initializer,
          normalization: layer.normalization ?? defaults.normalization,
        }
      : defaults;
  const dataset = input.kind === 'vector' ? smallDataset({ features: input.features }) : smallImages(extentsOf(input));
  for (const [index, layers] of networks.entries()) {
    const bare = layers.map((each) => (each.kind === layer.kind ? withoutInherited(each) : each));
    const network = { layers: bare, ...inherited };
    const { tensors, shape } = stackTensors(bare, 'layers', input, inherited);
    const output = `layers.${bare.length}.dense`;
    const expected = {
      ...tensors,
      [`${output}.weight`]: [sizeOf(shape), dataset.classes],
      [`${output}.bias`]: [dataset.classes],
    };
    // No layer knows the loss: over its networks it meets each.
    const loss = lossSpec.options[index % lossSpec.options.length];
    const probe = await shakenProbe(smallSpec({ network, loss, batchSize: BATCH_SIZE[input.kind] }), dataset);
    const paths = Object.keys(expected);
    expect(probe.parameterPaths).toEqual(paths.filter((path) => roleOf(path) === 'parameter'));
    expect(probe.statisticPaths).toEqual(paths.filter((path) => roleOf(path) === 'statistic'));
    await checkGradients(probe, probe.parameterPaths);
  }
}

function withoutInherited(layer: LayerSpec): LayerSpec {
  if (layer.kind !== 'dense' && layer.kind !== 'conv2d') return layer;
  const { activation: _1, initializer: _2, normalization: _3, ...bare } = layer;
  return bare;
}
