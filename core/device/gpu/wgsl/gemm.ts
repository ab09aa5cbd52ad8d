import type { GemmOp } from '../../../plan/ops.ts';

/**
 * The matrix product in tiles: a workgroup of T × T threads computes 4T × 4T elements of c, 16 per thread, from slices of a
 * and b that it has fetched into workgroup memory once. (gpu.js reads both factors from global memory for every product.)
 * Elements are read through strides, so all three forms are one kernel; outside the matrices it reads 0 and writes nothing.
 * Each element is summed over k in order, by one thread: the same bits on every run.
 */

/** Elements of c per thread and dimension. */
const PER_THREAD = 4;
/** Depth of a slice. */
const DEPTH = 16;

export interface GemmKernelForm {
  readonly code: string;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly groups: readonly number[];
}

/** A wide tile reads less; a narrow one makes more workgroups, which small products need to fill a GPU. */
function threadsPerSide({ m, n }: GemmOp): number {
  return m >= 256 && n >= 256 ? 16 : 8;
}

export function gemmKernel(op: GemmOp): GemmKernelForm {
  const { form, m, n, k } = op;
  const [aRow, aColumn] = form === 'TN' ? [1, m] : [k, 1];
  const [bRow, bColumn] = form === 'NT' ? [1, k] : [n, 1];
  const threads = threadsPerSide(op);
  const tile = threads * PER_THREAD;
  return {
    code: gemmCode(threads, op.bias !== null, op.accumulate),
    words: Uint32Array.of(m, n, k, aRow, aColumn, bRow, bColumn, 0),
    groups: [Math.ceil(n / tile), Math.ceil(m / tile), 1],
  };
}

function gemmCode(threads: number, hasBias: boolean, accumulates: boolean): string {
  const tile = threads * PER_THREAD;
  const bindings = [
    'var<storage, read> a : array<f32>',
    'var<storage, read> b : array<f32>',
    ...(hasBias ? ['var<storage, read> bias : array<f32>'] : []),
    'var<storage, read_write> c : array<f32>',
  ];
  const addends = `${hasBias ? ' + bias[column]' : ''}${accumulates ? ' + c[row * shape.n + column]' : ''}`;
  return `
struct Shape { m : u32, n : u32, k : u32, aRow : u32, aColumn : u32, bRow : u32, bColumn : u32, padding : u32 }
@group(0) @binding(0) var<uniform> shape : Shape;
${bindings.map((binding, index) => `@group(0) @binding(${index + 1}) ${binding};`).join('\n')}

// Slices lie k-major, so that the threads of a row read consecutive words.
var<workgroup> aSlice : array<f32, ${tile * DEPTH}>;
var<workgroup> bSlice : array<f32, ${tile * DEPTH}>;

@compute @workgroup_size(${threads}, ${threads})
fn main(
  @builtin(local_invocation_id) local : vec3<u32>,
  @builtin(local_invocation_index) thread : u32,
  @builtin(workgroup_id) group : vec3<u32>,
) {
  let firstRow = group.y * ${tile}u;
  let firstColumn = group.x * ${tile}u;
  var sums : array<f32, ${PER_THREAD * PER_THREAD}>;
  for (var k0 = 0u; k0 < shape.k; k0 += ${DEPTH}u) {
    for (var q = thread; q < ${tile * DEPTH}u; q += ${threads * threads}u) {
      // Neighbouring threads fetch neighbouring words: along k where a's columns are dense, along rows where they are not.
      let aAlongK = shape.aColumn == 1u;
      let ai = select(q % ${tile}u, q / ${DEPTH}u, aAlongK);
      let ak = select(q / ${tile}u, q % ${DEPTH}u, aAlongK);
      let row = firstRow + ai;
      let aK = k0 + ak;
      var aValue = 0.0;
      if (row < shape.m && aK < shape.k) { aValue = a[row * shape.aRow + aK * shape.aColumn]; }
      aSlice[ak * ${tile}u + ai] = aValue;

      let bAlongK = shape.bRow == 1u;
      let bj = select(q % ${tile}u, q / ${DEPTH}u, bAlongK);
      let bk = select(q / ${tile}u, q % ${DEPTH}u, bAlongK);
      let column = firstColumn + bj;
      let bK = k0 + bk;
      var bValue = 0.0;
      if (column < shape.n && bK < shape.k) { bValue = b[bK * shape.bRow + column * shape.bColumn]; }
      bSlice[bk * ${tile}u + bj] = bValue;
    }
    workgroupBarrier();
    // Beyond the last k both slices hold 0, and 0 · Infinity would be NaN: so the loop ends where k ends.
    let depth = min(${DEPTH}u, shape.k - k0);
    for (var k = 0u; k < depth; k++) {
      var bs : array<f32, ${PER_THREAD}>;
      for (var j = 0u; j < ${PER_THREAD}u; j++) { bs[j] = bSlice[k * ${tile}u + local.x * ${PER_THREAD}u + j]; }
      for (var i = 0u; i < ${PER_THREAD}u; i++) {
        let value = aSlice[k * ${tile}u + local.y * ${PER_THREAD}u + i];
        for (var j = 0u; j < ${PER_THREAD}u; j++) {
          sums[i * ${PER_THREAD}u + j] = fma(value, bs[j], sums[i * ${PER_THREAD}u + j]);
        }
      }
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < ${PER_THREAD}u; i++) {
    for (var j = 0u; j < ${PER_THREAD}u; j++) {
      let row = firstRow + local.y * ${PER_THREAD}u + i;
      let column = firstColumn + local.x * ${PER_THREAD}u + j;
      if (row < shape.m && column < shape.n) {
        c[row * shape.n + column] = sums[i * ${PER_THREAD}u + j]${addends};
      }
    }
  }
}`;
}
