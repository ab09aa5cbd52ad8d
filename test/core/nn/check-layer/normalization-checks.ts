import type { NormalizationKind, NormalizationSpec } from '#core/spec/network/network.ts';
import { combinations, type OptionMatrix } from './option-matrix.ts';

/** What every kind of normalization adds to a layer with weights, in the test's own words. */

/** Shapes of tensors, in order, by their paths behind the layer's. Statistics are those called `running…`. */
export type TensorShapes = Readonly<Record<string, readonly number[]>>;

interface NormalizationCheck<Spec> extends OptionMatrix<Spec> {
  /** Of the layer that normalizes, in its tensors' paths; null if there is none. */
  readonly layerName: string | null;
  readonly inPytorch: boolean;
}

const epsilon = [1e-5, 0.05];
const momentum = [0.1, 0.6];
const flags = [true, false];
const placement = ['beforeActivation', 'afterActivation'] as const;
const bias = { affine: flags, placement, keepBias: [false, true] };

const NORMALIZATION_CHECKS: {
  readonly [Kind in NormalizationKind]: NormalizationCheck<Extract<NormalizationSpec, { kind: Kind }>>;
} = {
  none: { values: {}, crossed: [], layerName: null, inPytorch: true },
  weight: { values: {}, crossed: [], layerName: null, inPytorch: true },
  batch: {
    values: { epsilon, momentum, ...bias, statistics: [undefined, 'frozen'] },
    crossed: [['affine', 'placement', 'keepBias', 'statistics']],
    layerName: 'batchNorm',
    inPytorch: true,
  },
  batchRenorm: {
    // With a larger epsilon, r and d would not stand at their limits (see `shake`).
    values: { epsilon: [1e-5, 2e-5], momentum, ...bias, rMax: [1.2, 1.5], dMax: [0.3, 0.5] },
    crossed: [['affine', 'placement', 'keepBias']],
    layerName: 'batchRenorm',
    inPytorch: false,
  },
  layer: {
    values: { epsilon, affine: flags, placement },
    crossed: [['affine', 'placement']],
    layerName: 'layerNorm',
    inPytorch: true,
  },
  group: {
    values: { groups: [2, 1], epsilon, affine: flags, placement },
    crossed: [['affine', 'placement']],
    layerName: 'groupNorm',
    inPytorch: true,
  },
  instance: {
    values: { epsilon, ...bias },
    crossed: [['affine', 'placement', 'keepBias']],
    layerName: 'instanceNorm',
    inPytorch: true,
  },
};

function normalizationCheck(kind: NormalizationKind): NormalizationCheck<NormalizationSpec> {
  return NORMALIZATION_CHECKS[kind] as NormalizationCheck<NormalizationSpec>;
}

export function pytorchNormalizes({ kind }: NormalizationSpec): boolean {
  return normalizationCheck(kind).inPytorch;
}

/** Of all kinds; of vectors without instance normalization, which would be left with one value to normalize. */
export function normalizations(of: 'vectors' | 'images'): NormalizationSpec[] {
  const kinds = Object.keys(NORMALIZATION_CHECKS) as NormalizationKind[];
  return kinds
    .filter((kind) => of === 'images' || kind !== 'instance')
    .flatMap((kind) => combinations(kind, normalizationCheck(kind)));
}

/** Tensors of a layer with weights and of its normalization; all but the last extent of `shape` together are inputs. */
export function weightedTensors(
  name: 'dense' | 'conv2d',
  shape: readonly number[],
  normalization: NormalizationSpec,
): TensorShapes {
  const channels = shape[shape.length - 1];
  const { kind } = normalization;
  const weight: TensorShapes =
    kind === 'weight' ? { weightDirection: shape, weightMagnitude: [channels] } : { weight: shape };
  const dropsBias =
    'keepBias' in normalization && normalization.placement === 'beforeActivation' && !normalization.keepBias;
  const affine = 'affine' in normalization && normalization.affine ? ['gamma', 'beta'] : [];
  const running = 'momentum' in normalization ? ['runningMean', 'runningVar'] : [];
  return {
    ...under(name, { ...weight, ...(!dropsBias && { bias: [channels] }) }),
    ...under(
      `${normalizationCheck(kind).layerName}`,
      Object.fromEntries([...affine, ...running].map((tensor) => [tensor, [channels]])),
    ),
  };
}

export function under(path: string, tensors: TensorShapes): TensorShapes {
  return Object.fromEntries(Object.entries(tensors).map(([name, shape]) => [`${path}.${name}`, shape]));
}
