import { channelsOf, describeShape, inputShape, layerShape, type Shape, type ShapeResult } from './layer-shape.ts';
import type { LayerSpec, NetworkSpec, NormalizationSpec } from './network.ts';
import { channelGroups, traitsOf, valuesPerStatistic } from './normalization-traits.ts';
import type { RunFault } from '../run-fault.ts';
import { joinPath } from '../parse/spec-path.ts';

/**
 * Every rule of a network that is about shapes: what each layer can take, and what can be normalized. After a layer that
 * cannot take its input nothing is known of later ones.
 * @param exampleShape Null where only the data set's files know. Then a layer is judged if its shape follows from the
 * network alone; a dense layer's does, whatever it is given.
 */
export function networkFaults(
  network: NetworkSpec,
  exampleShape: readonly number[] | null,
  batchSize: number,
): RunFault[] {
  const faults: RunFault[] = [];
  const add = (fault: RunFault) => {
    // Many layers may share one fault of the network's.
    if (!faults.some(({ fields, expected }) => fields[0] === fault.fields[0] && expected === fault.expected))
      faults.push(fault);
  };
  let shape = exampleShape === null ? null : inputShape(exampleShape, network.layers);
  for (const [index, layer] of network.layers.entries()) {
    const path = `network.layers.${index}`;
    const result = knownLayerShape(layer, shape);
    if (result !== null && 'fault' in result) {
      const { field, expected, received } = result.fault;
      return [...faults, { fields: [joinPath(path, field), path, 'network.layers', 'dataset'], expected, received }];
    }
    for (const normalized of normalizedLayers(layer, path, shape)) {
      normalizationFaults(network, normalized, batchSize).forEach(add);
    }
    shape = result === null ? null : result.shape;
  }
  return faults;
}

/** What a layer makes of its input; null where that depends on an input of unknown shape. */
function knownLayerShape(layer: LayerSpec, input: Shape | null): ShapeResult | null {
  if (input !== null) return layerShape(layer, input);
  return layer.kind === 'dense' ? { shape: { kind: 'vector', features: layer.units } } : null;
}

function batchNormFault(batchSize: number): RunFault {
  return {
    fields: ['batchSize', 'network.normalization', 'network.layers'],
    expected:
      'a batchSize of at least 2 with batch normalization: a batch of one gives each channel a single value, which has no variance',
    received: `batchSize ${batchSize}`,
  };
}

/** A layer with weights, whose output may be normalized. */
interface NormalizedLayer {
  readonly path: string;
  readonly own: NormalizationSpec | undefined;
  readonly shape: Shape;
}

/** Those whose output has a known shape. */
function normalizedLayers(layer: LayerSpec, path: string, input: Shape | null): NormalizedLayer[] {
  if (layer.kind === 'residual') {
    let shape = input;
    const inner = layer.layers.flatMap((innerLayer, index) => {
      const own = normalizedLayers(innerLayer, `${path}.layers.${index}`, shape);
      const result = knownLayerShape(innerLayer, shape);
      shape = result !== null && 'shape' in result ? result.shape : null;
      return own;
    });
    if (layer.shortcut === 'identity' || shape === null) return inner;
    return [...inner, { path: `${path}.shortcut`, own: undefined, shape }];
  }
  if (layer.kind !== 'dense' && layer.kind !== 'conv2d') return [];
  const result = knownLayerShape(layer, input);
  return result === null || 'fault' in result ? [] : [{ path, own: layer.normalization, shape: result.shape }];
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
