import { channelsOf, describeShape, inputShape, layerShape, type Shape } from './layer-shape.ts';
import type { LayerSpec, NetworkSpec, NormalizationSpec } from './network.ts';
import { channelGroups, traitsOf, valuesPerStatistic } from './normalization-traits.ts';
import type { RunFault } from '../run-fault.ts';
import { joinPath } from '../parse/spec-path.ts';

/**
 * Every rule of a network that is about shapes: what each layer can take, and what can be normalized. After a layer that
 * cannot take its input nothing is known of later ones.
 * @param exampleShape Null where it is not known yet; then only what holds for every shape is judged.
 */
export function networkFaults(
  network: NetworkSpec,
  exampleShape: readonly number[] | null,
  batchSize: number,
): RunFault[] {
  if (exampleShape === null) return batchSize < 2 && usesBatchNorm(network) ? [batchNormFault(batchSize)] : [];
  const faults: RunFault[] = [];
  const add = (fault: RunFault) => {
    // Many layers may share one fault of the network's.
    if (!faults.some(({ fields, expected }) => fields[0] === fault.fields[0] && expected === fault.expected))
      faults.push(fault);
  };
  let shape = inputShape(exampleShape, network.layers);
  for (const [index, layer] of network.layers.entries()) {
    const path = `network.layers.${index}`;
    const result = layerShape(layer, shape);
    if ('fault' in result) {
      const { field, expected, received } = result.fault;
      return [...faults, { fields: [joinPath(path, field), path, 'network.layers', 'dataset'], expected, received }];
    }
    for (const normalized of normalizedLayers(layer, path, shape)) {
      normalizationFaults(network, normalized, batchSize).forEach(add);
    }
    shape = result.shape;
  }
  return faults;
}

/** Whether any layer has batch normalization. */
export function usesBatchNorm(network: NetworkSpec): boolean {
  return network.layers
    .flatMap((layer) => (layer.kind === 'residual' ? layer.layers : [layer]))
    .filter((layer) => layer.kind === 'dense' || layer.kind === 'conv2d')
    .some((layer) => (layer.normalization ?? network.normalization).kind === 'batch');
}

function batchNormFault(batchSize: number): RunFault {
  return {
    fields: ['batchSize', 'network.normalization', 'network.layers'],
    expected: 'a batchSize of at least 2 with batch normalization, because one example has no variance',
    received: `batchSize ${batchSize}`,
  };
}

/** A layer with weights, whose output may be normalized. */
interface NormalizedLayer {
  readonly path: string;
  readonly own: NormalizationSpec | undefined;
  readonly shape: Shape;
}

function normalizedLayers(layer: LayerSpec, path: string, input: Shape): NormalizedLayer[] {
  if (layer.kind === 'residual') {
    let shape = input;
    const inner = layer.layers.flatMap((innerLayer, index) => {
      const own = normalizedLayers(innerLayer, `${path}.layers.${index}`, shape);
      const result = layerShape(innerLayer, shape);
      if ('shape' in result) shape = result.shape;
      return own;
    });
    return layer.shortcut === 'projection' ? [...inner, { path: `${path}.shortcut`, own: undefined, shape }] : inner;
  }
  if (layer.kind !== 'dense' && layer.kind !== 'conv2d') return [];
  const result = layerShape(layer, input);
  return 'fault' in result ? [] : [{ path, own: layer.normalization, shape: result.shape }];
}

function normalizationFaults(network: NetworkSpec, layer: NormalizedLayer, batchSize: number): RunFault[] {
  const spec = layer.own ?? network.normalization;
  const place = layer.own === undefined ? 'network.normalization' : `${layer.path}.normalization`;
  const { shape } = layer;
  const fault = (field: string, expected: string, received: string): RunFault[] => [
    { fields: [joinPath(place, field), place, layer.path, 'network.layers'], expected, received },
  ];
  const { statisticsOver } = traitsOf(spec);
  const [channels, groups] = [channelsOf(shape), channelGroups(spec)];
  if (statisticsOver === 'group' && channels % groups !== 0)
    return fault('groups', `a divisor of the ${channels} channels of ${layer.path}`, `${groups}`);
  const values = valuesPerStatistic(spec, shape, batchSize);
  if (values === null || values >= 2) return [];
  switch (statisticsOver) {
    case null:
      return [];
    case 'batch':
      return [batchNormFault(batchSize)];
    case 'positions':
      return fault(
        'kind',
        `normalization for ${describeShape(shape)}, whose channels have one value each`,
        'instance normalization',
      );
    case 'group':
      return fault(
        spec.kind === 'group' ? 'groups' : 'kind',
        `at least 2 numbers to normalize over in ${layer.path}, because one has no variance`,
        `1 of ${describeShape(shape)}`,
      );
    default:
      return statisticsOver satisfies never;
  }
}
