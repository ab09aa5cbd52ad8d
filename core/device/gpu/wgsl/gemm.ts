import type { GemmOp } from '../../../plan/ops.ts';
import { tiledGroups, tiledProductCode, tilingOf, type Tiling } from './tiled-product.ts';

export interface ProductKernelForm {
  readonly code: string;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly groups: readonly number[];
  readonly tiling: Tiling;
}

/** Gradients of weights sum over the batch, which may be long where the weight is small; nothing is added to them. */
export function gemmTiling(op: GemmOp): Tiling {
  return tilingOf(op, op.form === 'TN' && op.bias === null && !op.accumulate);
}

/** See `GemmOp`; its parts, where there are several, lie below each other in c. */
export function gemmKernel(op: GemmOp): ProductKernelForm {
  const { form, m, n, k, bias, accumulate } = op;
  const tiling = gemmTiling(op);
  const aElement = form === 'TN' ? 'k * shape.m + i' : 'i * shape.k + k';
  const bElement = form === 'NT' ? 'i * shape.k + k' : 'k * shape.n + i';
  return {
    code: tiledProductCode({
      threads: tiling.threads,
      members: [],
      bindings: [
        'var<storage, read> a : array<f32>',
        'var<storage, read> b : array<f32>',
        ...(bias === null ? [] : ['var<storage, read> bias : array<f32>']),
        'var<storage, read_write> c : array<f32>',
      ],
      a: { alongK: form !== 'TN', fetch: `value = a[${aElement}];` },
      b: { alongK: form === 'NT', fetch: `value = b[${bElement}];` },
      addends: `${bias === null ? '' : ' + bias[column]'}${accumulate ? ' + c[row * shape.n + column]' : ''}`,
    }),
    words: Uint32Array.of(m, n, k, tiling.partLength),
    groups: tiledGroups(op, tiling),
    tiling,
  };
}
