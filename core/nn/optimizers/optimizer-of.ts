import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import { ADAMW_WEIGHT_DECAY } from '../../spec/training/optimizer.ts';
import type { OptimizerSpec } from '../../spec/training/training.ts';
import { adam } from './adam.ts';
import { learningRateOf, type TrainingLength } from './learning-rate.ts';
import type { Optimizer, UpdateRule } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/**
 * The optimizer that a spec names: it clips gradients, then decays them (AdamW decays the values instead), then applies
 * its own rule. This is the order of PyTorch's clip_grad_norm_ followed by its optimizer's step.
 */
export function optimizerOf(spec: OptimizerSpec, length: TrainingLength): Optimizer {
  const rule = ruleOf(spec);
  const learningRate = learningRateOf(spec, length);
  return {
    moments: rule.moments,
    scheduleRow: (update) => ({ learningRate: learningRate(update), ...rule.corrections(update) }),
    emitUpdate(phase) {
      if (spec.gradientClipNorm !== undefined) phase.emit({ kind: 'clipGradients', maxNorm: spec.gradientClipNorm });
      emitDecay(phase, spec);
      rule.emit(phase);
    },
  };
}

function ruleOf(spec: OptimizerSpec): UpdateRule {
  switch (spec.kind) {
    case 'sgd':
      return sgd(spec);
    case 'rmsprop':
      return rmsprop(spec);
    case 'adam':
    case 'adamw':
      return adam(spec);
    default:
      return spec satisfies never;
  }
}

function emitDecay(phase: PhaseBuilder, spec: OptimizerSpec): void {
  const decoupled = spec.kind === 'adamw';
  const { weightDecay = decoupled ? ADAMW_WEIGHT_DECAY : 0, decayed = 'all' } = spec;
  const parameters = phase.parameterIndices((path) => DECAYS[decayed](path.slice(path.lastIndexOf('.') + 1)));
  if (weightDecay === 0 || parameters.length === 0) return;
  if (decoupled) phase.emit({ kind: 'decayWeights', schedule: phase.schedule, weightDecay, parameters });
  else phase.emit({ kind: 'addWeightDecay', weightDecay, parameters });
}

const isWeight = (name: string) => name === 'weight' || name === 'weightDirection';

/** By a parameter's own name, the last part of its path. */
const DECAYS: Readonly<Record<NonNullable<OptimizerSpec['decayed']>, (name: string) => boolean>> = {
  all: () => true,
  weightsAndBiases: (name) => isWeight(name) || name === 'bias',
  weights: isWeight,
};
