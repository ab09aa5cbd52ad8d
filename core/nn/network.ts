import type { BatchNormalizationSpec, LayerSpec, NetworkSpec } from '../spec/network.ts';
import { weightInitializer } from './initializers/initializer.ts';
import { Activation } from './layers/activation.ts';
import { BatchNorm } from './layers/batch-norm.ts';
import { Dense } from './layers/dense.ts';
import type { Layer } from './layers/layer.ts';
import { Sequential } from './layers/sequential.ts';

/**
 * The layers between inputs and logits: the hidden blocks of the spec, then the implied output layer, which is dense,
 * with bias, never normalized and without activation. Block i has the paths `layers.<i>.…`; the output layer counts on.
 *
 * @param features Numbers per example.
 * @param classes Logits per example.
 */
export function buildNetwork(spec: NetworkSpec, features: number, classes: number): Layer {
  const layers: Layer[] = [];
  let fanIn = features;
  spec.layers.forEach((layer, index) => {
    layers.push(hiddenBlock(spec, layer, `layers.${index}`, fanIn));
    fanIn = layer.units;
  });
  layers.push(
    new Dense({
      path: `layers.${spec.layers.length}.dense`,
      fanIn,
      fanOut: classes,
      bias: true,
      initializer: weightInitializer(spec.initializer, fanIn, classes),
    }),
  );
  return new Sequential(layers);
}

/**
 * Dense, batch normalization (if any) and activation, in the order that the placement says. A bias right before batch
 * normalization has no effect, since the batch's mean takes it away again; it is dropped unless it is kept on purpose.
 */
function hiddenBlock(network: NetworkSpec, layer: LayerSpec, path: string, fanIn: number): Layer {
  const initializer = layer.initializer ?? network.initializer;
  const normalization = layer.normalization ?? network.normalization;
  const normalizesDense = normalization.kind === 'batch' && normalization.placement === 'beforeActivation';
  const dense = new Dense({
    path: `${path}.dense`,
    fanIn,
    fanOut: layer.units,
    bias: !normalizesDense || normalization.keepBias,
    initializer: weightInitializer(initializer, fanIn, layer.units),
  });
  const activation = new Activation({
    path: `${path}.activation`,
    function: layer.activation ?? network.activation,
  });
  if (normalization.kind === 'none') return new Sequential([dense, activation]);
  const batchNorm = batchNormLayer(normalization, `${path}.batchNorm`, layer.units);
  return new Sequential(normalizesDense ? [dense, batchNorm, activation] : [dense, activation, batchNorm]);
}

function batchNormLayer(spec: BatchNormalizationSpec, path: string, channels: number): Layer {
  const { epsilon, momentum, affine } = spec;
  return new BatchNorm({ path, channels, epsilon, momentum, affine });
}
