import { PlanBuilder } from '../plan/plan-builder.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { channelsOf, positionsOf } from '../spec/network/layer-shape.ts';
import type { LayerSpec, NetworkSpec, NormalizationSpec } from '../spec/network/network.ts';
import { keepsRunningStatistics, traitsOf } from '../spec/network/normalization-traits.ts';
import { featureCount } from '../data/dataset.ts';
import type { DataForm } from './model.ts';
import { buildNetwork } from './network.ts';

/**
 * A plan whose `train` phase learns nothing: a forward pass of one batch, after which the running statistics of batch
 * normalization equal those of the batch (momentum 1). Their means over several batches are the population statistics of
 * Wu & Johnson 2021, "Rethinking Batch in BatchNorm" (PreciseBN). Dropout is off. Frozen statistics do not change, nor do
 * those of batch renormalization, because its forward pass depends on them.
 */
export function populationPlan(spec: Pick<RunSpec, 'network' | 'batchSize'>, data: DataForm): Plan {
  const network = measuring(spec.network);
  const { layer, inputShape } = buildNetwork(network, data.exampleShape, data.classes);
  const builder = new PlanBuilder({ features: featureCount(data), data, moments: [] });
  for (const { path, role, shape } of layer.tensors) {
    if (role === 'parameter') builder.declareParameter(path, shape);
    else builder.declareStatistic(path, shape);
  }
  const phase = builder.phase('train', spec.batchSize, 1);
  const x = phase.scratch('input/x', spec.batchSize * positionsOf(inputShape), channelsOf(inputShape));
  const batchLabels = phase.scratch('input/batchLabels', spec.batchSize, 1, 'int');
  const { values, labels } = builder.data.train;
  phase.emit({ kind: 'gather', values, labels, indices: phase.indices, ...builder.input, x, batchLabels });
  layer.forward(phase, x, 'training');
  builder.phase('evaluate', 1, 1);
  return builder.build();
}

function measuring(network: NetworkSpec): NetworkSpec {
  return {
    ...network,
    normalization: measuringNormalization(network.normalization),
    layers: network.layers.map((layer) =>
      layer.kind === 'residual' ? { ...layer, layers: layer.layers.map(measuringLayer) } : measuringLayer(layer),
    ),
  };
}

function measuringLayer<Layer extends LayerSpec>(layer: Layer): Layer {
  if (layer.kind === 'dropout') return { ...layer, rate: 0 };
  if (!('normalization' in layer) || layer.normalization === undefined) return layer;
  return { ...layer, normalization: measuringNormalization(layer.normalization) };
}

function measuringNormalization(spec: NormalizationSpec): NormalizationSpec {
  if (!keepsRunningStatistics(spec)) return spec;
  return { ...spec, momentum: traitsOf(spec).trainsByRunningStatistics ? 0 : 1 };
}
