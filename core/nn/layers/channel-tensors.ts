import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId, ParameterInfo } from '../../plan/plan.ts';
import { constant } from '../initializers/initializer.ts';
import { drawn } from '../initializers/tensor-values.ts';
import type { TensorDeclaration } from './layer.ts';

/** The tensors of normalizations; each has one number per channel. */

function perChannel(path: string, role: TensorDeclaration['role'], channels: number, value: number): TensorDeclaration {
  return { path, role, shape: [channels], initial: drawn(path, [channels], constant(value)) };
}

/** gamma starts at 1, beta at 0; without affine there is neither. */
export function affineTensors(path: string, channels: number, affine: boolean): TensorDeclaration[] {
  if (!affine) return [];
  return [perChannel(`${path}.gamma`, 'parameter', channels, 1), perChannel(`${path}.beta`, 'parameter', channels, 0)];
}

/** runningMean starts at 0, runningVar at 1. */
export function runningTensors(path: string, channels: number): TensorDeclaration[] {
  return [
    perChannel(`${path}.runningMean`, 'statistic', channels, 0),
    perChannel(`${path}.runningVar`, 'statistic', channels, 1),
  ];
}

/** gamma and beta as ops take them: both null without affine. */
export interface AffineParameters {
  readonly values: { readonly gamma: BufferId | null; readonly beta: BufferId | null };
  /** Where their gradients go. Without affine these are scratch buffers, because the ops compute the sums anyway. */
  gradients(): { readonly gradGamma: BufferId; readonly gradBeta: BufferId };
}

export function affineParameters(
  phase: PhaseBuilder,
  path: string,
  channels: number,
  affine: boolean,
): AffineParameters {
  const parameter = (name: string): ParameterInfo | null => (affine ? phase.parameter(`${path}.${name}`) : null);
  const gamma = parameter('gamma');
  const beta = parameter('beta');
  return {
    values: { gamma: gamma?.value ?? null, beta: beta?.value ?? null },
    gradients: () => ({
      gradGamma: gamma?.gradient ?? phase.scratch(`${path}/gradGamma`, 1, channels),
      gradBeta: beta?.gradient ?? phase.scratch(`${path}/gradBeta`, 1, channels),
    }),
  };
}

export function runningStatistics(phase: PhaseBuilder, path: string): { runningMean: BufferId; runningVar: BufferId } {
  return { runningMean: phase.statistic(`${path}.runningMean`), runningVar: phase.statistic(`${path}.runningVar`) };
}
