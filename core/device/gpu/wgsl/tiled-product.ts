/**
 * The matrix product in tiles, for whatever can say where an element of its factors is: a workgroup computes a tile of c,
 * 4 × 4 elements per thread, from slices of a and b that it has fetched into workgroup memory once. (gpu.js reads both
 * factors from global memory for every product.) Outside the matrices it reads 0 and writes nothing. Each element is summed
 * over k in order, by one thread: the same bits on every run.
 */

/** Elements of c per thread and dimension. */
const PER_THREAD = 4;
/** Depth of a slice. */
const DEPTH = 16;
/** So many workgroups keep a GPU busy; with fewer, smaller tiles or parts of the sum make more of them. */
const BUSY_GROUPS = 256;
/** A part of a sum is not worth its addition if it is shorter. */
const PART_LENGTH_MIN = 256;

/** m × n sums over k. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** How a product is cut. */
export interface Tiling {
  /** Threads of a workgroup, along the rows of c and along its columns. */
  readonly threads: { readonly rows: number; readonly columns: number };
  /** Each sum over k is made in so many parts, which lie below each other: c is [parts · m, n]. */
  readonly parts: number;
  readonly partLength: number;
}

/** A wide tile reads less; a narrow one makes more workgroups. */
export function tilingOf({ m, n, k }: ProductShape, mayBeInParts: boolean): Tiling {
  const groupsOf = (rows: number, columns: number) =>
    Math.ceil(m / (rows * PER_THREAD)) * Math.ceil(n / (columns * PER_THREAD));
  const columns = n > 48 && groupsOf(16, 16) >= BUSY_GROUPS ? 16 : 8;
  const rows = groupsOf(16, columns) >= BUSY_GROUPS ? 16 : 8;
  const wanted = Math.ceil(BUSY_GROUPS / groupsOf(rows, columns));
  const parts = mayBeInParts ? Math.max(1, Math.min(wanted, Math.floor(k / PART_LENGTH_MIN))) : 1;
  const partLength = Math.ceil(k / parts / DEPTH) * DEPTH;
  return { threads: { rows, columns }, parts: Math.max(1, Math.ceil(k / partLength)), partLength };
}

/** WebGPU counts at most so many workgroups in one dimension. */
const GROUPS_MAX = 65_535;

/** Tiles along the rows in x, folded into y; tiles along the columns, and then the parts, in z. */
export function tiledGroups({ m, n }: ProductShape, { threads, parts }: Tiling): number[] {
  const rowTiles = Math.ceil(m / (threads.rows * PER_THREAD));
  const columnTiles = Math.ceil(n / (threads.columns * PER_THREAD));
  const folds = Math.ceil(rowTiles / GROUPS_MAX);
  return [Math.ceil(rowTiles / folds), folds, columnTiles * parts];
}

/** Where the elements of a factor come from, in WGSL. */
export interface Factor {
  /** Neighbouring threads fetch neighbouring words: along k where those are neighbours in memory, else along i. */
  readonly alongK: boolean;
  /**
   * Statements that set `value`, which is 0, to the element at (`i`, `k`), which is inside the matrix; i is the row of a, the
   * column of b. `iLocal` and `kLocal` are its place in the slice.
   */
  readonly fetch: string;
}

export interface TiledProduct {
  readonly threads: Tiling['threads'];
  /** Members of the uniform block after m, n, k and partLength. */
  readonly members: readonly string[];
  /** Bindings from 1 on, of which the last is c. */
  readonly bindings: readonly string[];
  /** Functions, and memory of the workgroup. */
  readonly declarations?: string;
  /** Fills what the declarations have for the tile's rows; `firstRow` and `thread` are known. */
  readonly prepareTile?: string;
  /** Fills what they have for the slice that begins at `sliceStart`. */
  readonly prepareSlice?: string;
  readonly a: Factor;
  readonly b: Factor;
  /** What is added to a sum before it is stored, for example ` + bias[column]`. */
  readonly addends?: string;
}

export const SLICE_DEPTH = DEPTH;

export function tileRows({ rows }: Tiling['threads']): number {
  return rows * PER_THREAD;
}

export function tiledProductCode(product: TiledProduct): string {
  const { threads, members, bindings, declarations = '', prepareTile = '', prepareSlice = '', addends = '' } = product;
  const [rows, columns] = [threads.rows * PER_THREAD, threads.columns * PER_THREAD];
  // One word more per row of a slice spreads a column of it over the banks of workgroup memory.
  const [aPitch, bPitch] = [rows + 1, columns + 1];
  const threadCount = threads.rows * threads.columns;
  const fetch = (factor: Factor, slice: string, extent: number, pitch: number, first: string, end: string) => `
    for (var q = thread; q < ${extent * DEPTH}u; q += ${threadCount}u) {
      let iLocal = ${factor.alongK ? `q / ${DEPTH}u` : `q % ${extent}u`};
      let kLocal = ${factor.alongK ? `q % ${DEPTH}u` : `q / ${extent}u`};
      let i = ${first} + iLocal;
      let k = sliceStart + kLocal;
      var value = 0.0;
      if (i < ${end} && k < partEnd) { ${factor.fetch} }
      ${slice}[kLocal * ${pitch}u + iLocal] = value;
    }`;
  return `
struct Shape { m : u32, n : u32, k : u32, partLength : u32, ${members.join(', ')} }
@group(0) @binding(0) var<uniform> shape : Shape;
${bindings.map((binding, index) => `@group(0) @binding(${index + 1}) ${binding};`).join('\n')}
${declarations}
// Slices lie k-major.
var<workgroup> aSlice : array<f32, ${aPitch * DEPTH}>;
var<workgroup> bSlice : array<f32, ${bPitch * DEPTH}>;

@compute @workgroup_size(${threads.columns}, ${threads.rows})
fn main(
  @builtin(local_invocation_id) local : vec3<u32>,
  @builtin(local_invocation_index) thread : u32,
  @builtin(workgroup_id) group : vec3<u32>,
  @builtin(num_workgroups) groups : vec3<u32>,
) {
  let columnTiles = (shape.n + ${columns - 1}u) / ${columns}u;
  let firstRow = (group.x + group.y * groups.x) * ${rows}u;
  let firstColumn = (group.z % columnTiles) * ${columns}u;
  let part = group.z / columnTiles;
  let partStart = part * shape.partLength;
  let partEnd = min(shape.k, partStart + shape.partLength);
  ${prepareTile}
  ${prepareSlice === '' ? '' : `{ let sliceStart = partStart; ${prepareSlice} }\n  workgroupBarrier();`}
  var sums : array<f32, ${PER_THREAD * PER_THREAD}>;
  for (var sliceStart = partStart; sliceStart < partEnd; sliceStart += ${DEPTH}u) {
    ${fetch(product.a, 'aSlice', rows, aPitch, 'firstRow', 'shape.m')}
    ${fetch(product.b, 'bSlice', columns, bPitch, 'firstColumn', 'shape.n')}
    workgroupBarrier();
    ${prepareSlice === '' ? '' : `{ let end = sliceStart; let sliceStart = end + ${DEPTH}u; ${prepareSlice} }`}
    // Beyond the last k both slices hold 0, and 0 · Infinity would be NaN: so the loop ends where k ends.
    let depth = min(${DEPTH}u, partEnd - sliceStart);
    for (var k = 0u; k < depth; k++) {
      var bs : array<f32, ${PER_THREAD}>;
      for (var j = 0u; j < ${PER_THREAD}u; j++) { bs[j] = bSlice[k * ${bPitch}u + j * ${threads.columns}u + local.x]; }
      for (var i = 0u; i < ${PER_THREAD}u; i++) {
        let value = aSlice[k * ${aPitch}u + i * ${threads.rows}u + local.y];
        for (var j = 0u; j < ${PER_THREAD}u; j++) {
          sums[i * ${PER_THREAD}u + j] = fma(value, bs[j], sums[i * ${PER_THREAD}u + j]);
        }
      }
    }
    workgroupBarrier();
  }
  // A thread's elements are apart by the workgroup's extent, so that neighbouring threads store neighbouring words.
  for (var i = 0u; i < ${PER_THREAD}u; i++) {
    for (var j = 0u; j < ${PER_THREAD}u; j++) {
      let row = firstRow + i * ${threads.rows}u + local.y;
      let column = firstColumn + j * ${threads.columns}u + local.x;
      if (row < shape.m && column < shape.n) {
        c[(part * shape.m + row) * shape.n + column] = sums[i * ${PER_THREAD}u + j]${addends};
      }
    }
  }
}`;
}
