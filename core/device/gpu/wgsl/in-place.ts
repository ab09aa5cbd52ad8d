import { foldedMain } from './folded-threads.ts';
import { STATE } from './step-state.ts';

/** What changes parameters or gradients where they lie: kernels of gpu.js cannot, and only some parameters may be meant. */

/** The uniform block: how many elements, and a number. */
export function inPlaceWords(elements: number, factor: number): Uint32Array {
  const [bits] = new Uint32Array(Float32Array.of(factor).buffer);
  return Uint32Array.of(elements, bits, 0, 0);
}

function inPlaceCode(bindings: readonly string[], statements: string): string {
  return `
struct Shape { elements : u32, factor : f32, padding0 : u32, padding1 : u32 }
@group(0) @binding(0) var<uniform> shape : Shape;
${bindings.map((binding, index) => `@group(0) @binding(${index + 1}) ${binding} : array<f32>;`).join('\n')}
${foldedMain(statements)}`;
}

/**
 * gradient ·= min(1, maxNorm / (norm + 1e-6)), from norm². A norm that is NaN is told by its bits, because shader compilers
 * may assume that no float is, and makes every gradient NaN.
 */
export const CLIP_CODE = inPlaceCode(
  ['var<storage, read> squares', 'var<storage, read_write> gradient'],
  `let total = squares[0];
  if ((bitcast<u32>(total) & 0x7fffffffu) > 0x7f800000u) {
    gradient[i] = total;
  } else {
    gradient[i] *= min(1.0, shape.factor / (sqrt(total) + 1e-6));
  }`,
);

/** gradient += weightDecay · value */
export const ADD_DECAY_CODE = inPlaceCode(
  ['var<storage, read> value', 'var<storage, read_write> gradient'],
  'gradient[i] += shape.factor * value[i];',
);

/** value −= learningRate · weightDecay · value, unless the call has halted */
export function decayCode(scheduleColumns: number, learningRateColumn: number): string {
  return inPlaceCode(
    ['var<storage, read> schedule', 'var<storage, read> state', 'var<storage, read_write> value'],
    `if (state[${STATE.halted}] != 0.0) { return; }
  let learningRate = schedule[u32(state[${STATE.step}]) * ${scheduleColumns}u + ${learningRateColumn}u];
  value[i] -= learningRate * shape.factor * value[i];`,
  );
}
