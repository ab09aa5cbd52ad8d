import { describe, expect, it } from 'vitest';
import { activationSpec, normalizationSpec, type NormalizationSpec } from '#core/spec/network.ts';
import { lossSpec } from '#core/spec/training.ts';
import { randomStream } from '#core/tensor/random.ts';
import { checkGradients } from './gradient-check.ts';
import { smallDataset } from './small-dataset.ts';
import { smallSpec } from './small-spec.ts';
import { StepProbe } from './step-probe.ts';

/** Every option of batch normalization against every other, and none at all. */
const normalizations: NormalizationSpec[] = [
  { kind: 'none' },
  ...[true, false].flatMap((affine) =>
    (['beforeActivation', 'afterActivation'] as const).flatMap((placement) =>
      [true, false].map((keepBias) => normalizationSpec.parse({ kind: 'batch', affine, placement, keepBias })),
    ),
  ),
];

function describeNormalization(spec: NormalizationSpec): string {
  if (spec.kind === 'none') return 'no normalization';
  return `batch normalization ${spec.placement}${spec.affine ? '' : ', not affine'}${spec.keepBias ? ', bias kept' : ''}`;
}

function expectedPaths(spec: NormalizationSpec, depth: number): string[] {
  const paths: string[] = [];
  for (let layer = 0; layer < depth; layer += 1) {
    const bias = spec.kind === 'none' || spec.placement === 'afterActivation' || spec.keepBias;
    const affine = spec.kind === 'batch' && spec.affine;
    paths.push(`layers.${layer}.dense.weight`);
    if (bias) paths.push(`layers.${layer}.dense.bias`);
    if (affine) paths.push(`layers.${layer}.batchNorm.gamma`, `layers.${layer}.batchNorm.beta`);
  }
  return [...paths, `layers.${depth}.dense.weight`, `layers.${depth}.dense.bias`];
}

const dataset = smallDataset();

describe.each(activationSpec.options)('%s', (activation) => {
  describe.each(normalizations.map((spec) => [describeNormalization(spec), spec] as const))(
    '%s',
    (_, normalization) => {
      describe.each(lossSpec.options)('%s', (loss) => {
        it.each([1, 2, 3])('%i hidden layers: every gradient equals finite differences', async (depth) => {
          const spec = smallSpec({
            network: {
              layers: Array.from({ length: depth }, (_unused, index) => ({ kind: 'dense' as const, units: 4 - index })),
              activation,
              normalization,
              initializer: { kind: 'xavier' },
            },
            loss,
          });
          const probe = await StepProbe.open(spec, dataset);
          expect(probe.parameterPaths).toEqual(expectedPaths(normalization, depth));
          // Biases and beta of 0 and gamma of 1 would hide a mistake behind them.
          for (const path of probe.parameterPaths.filter((candidate) => !candidate.endsWith('weight'))) {
            const stream = randomStream(1, 'gradient check', path);
            await probe.write(
              path,
              (await probe.value(path)).map((value) => value + 0.4 * stream.normal()),
            );
          }
          await checkGradients(probe);
        });
      });
    },
  );
});

it('holds for a network without hidden layers, and for normalized inputs', async () => {
  for (const inputNormalization of ['none', 'center', 'standardize'] as const) {
    await checkGradients(await StepProbe.open(smallSpec({ network: { layers: [] }, inputNormalization }), dataset));
  }
});

it('holds where layers differ from each other', async () => {
  const spec = smallSpec({
    network: {
      layers: [
        { kind: 'dense', units: 4, activation: 'tanh', normalization: { kind: 'batch' } },
        { kind: 'dense', units: 2, initializer: { kind: 'uniform', limit: 0.5 } },
        { kind: 'dense', units: 3, activation: 'gelu', normalization: { kind: 'batch', placement: 'afterActivation' } },
      ],
      activation: 'sigmoid',
    },
  });
  await checkGradients(await StepProbe.open(spec, dataset));
});

it('would notice a wrong gradient', async () => {
  const probe = await StepProbe.open(smallSpec(), dataset);
  const gradient = probe.gradient.bind(probe);
  probe.gradient = async (path) => (await gradient(path)).map((value) => value * 1.001 + 1e-5);
  await expect(checkGradients(probe)).rejects.toThrow('finite differences');
});
