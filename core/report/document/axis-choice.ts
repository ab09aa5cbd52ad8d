import { niceStep } from '../chart/axis-scale.ts';
import type { Curve } from '../../series/curve.ts';

/** What an axis shows, and what the caption has to say about it. */
export interface AxisChoice {
  readonly scale: 'linear' | 'logarithmic';
  readonly range: { readonly min: number; readonly max: number } | null;
  readonly note: string;
}

/** Of a training, this first share is left out when the range of accuracy is chosen: every network starts low. */
const START_SHARE = 0.08;
const ROUNDING = 0.05;
/** An axis that would begin below this begins at 0: there is little to gain from cutting. */
const FOCUS_MIN = 0.3;

/**
 * Accuracy from a little below the lowest value after the start up to 1, so that the differences that matter can be
 * seen. If that cuts anything off, the note says so.
 */
export function accuracyRange(curves: readonly Curve[]): AxisChoice {
  const lastStep = Math.max(...curves.map((curve) => curve.steps[curve.steps.length - 1]));
  let lowest = Infinity;
  let lowestLater = Infinity;
  for (const curve of curves) {
    for (let i = 0; i < curve.steps.length; i++) {
      lowest = Math.min(lowest, curve.values[i]);
      if (curve.steps[i] >= lastStep * START_SHARE) lowestLater = Math.min(lowestLater, curve.values[i]);
    }
  }
  const below = Math.floor((lowestLater - 0.01) / ROUNDING) * ROUNDING;
  const min = below < FOCUS_MIN ? 0 : below;
  return {
    scale: 'linear',
    range: { min, max: 1 },
    note: lowest < min ? `The axis begins at ${Math.round(min * 100)} %; earlier, lower values are cut off.` : '',
  };
}

/** Loss on a linear axis from 0, or on a logarithmic one where it spans more than two decades. */
export function lossRange(curves: readonly Curve[]): AxisChoice {
  let lowest = Infinity;
  let highest = 0;
  for (const curve of curves) {
    for (let i = 0; i < curve.values.length; i++) {
      const value = curve.values[i];
      if (value > 0) lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  if (lowest < Infinity && highest / lowest > 100) {
    return {
      scale: 'logarithmic',
      range: { min: lowest / 1.2, max: highest * 1.2 },
      note: 'The vertical axis is logarithmic.',
    };
  }
  const step = niceStep((highest || 1) / 5);
  return { scale: 'linear', range: { min: 0, max: Math.ceil(((highest || 1) * 1.02) / step) * step }, note: '' };
}
