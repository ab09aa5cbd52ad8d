export const GATHER_WORKGROUP = 64;

/**
 * See `GatherOp`. A thread fetches one feature of one row. Bytes stay bytes, four to a word, each example from a word's
 * beginning; labels and indices are floats, as all integers are on this device.
 */
export function gatherCode(bytes: boolean): string {
  const element = bytes
    ? 'f32((values[first + feature / 4u] >> (8u * (feature % 4u))) & 255u)'
    : 'values[first + feature]';
  return `
struct Shape { rows : u32, features : u32, exampleWords : u32, padding : u32 }
@group(0) @binding(0) var<uniform> shape : Shape;
@group(0) @binding(1) var<storage, read> values : array<${bytes ? 'u32' : 'f32'}>;
@group(0) @binding(2) var<storage, read> labels : array<f32>;
@group(0) @binding(3) var<storage, read> indices : array<f32>;
@group(0) @binding(4) var<storage, read> scale : array<f32>;
@group(0) @binding(5) var<storage, read> shift : array<f32>;
@group(0) @binding(6) var<storage, read> state : array<f32>;
@group(0) @binding(7) var<storage, read_write> x : array<f32>;
@group(0) @binding(8) var<storage, read_write> batchLabels : array<f32>;

@compute @workgroup_size(${GATHER_WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {
  let feature = id.x;
  let row = id.y;
  if (feature >= shape.features) { return; }
  let index = i32(indices[u32(state[0]) * shape.rows + row]);
  if (index < 0) {
    x[row * shape.features + feature] = 0.0;
    if (feature == 0u) { batchLabels[row] = -1.0; }
    return;
  }
  let first = u32(index) * shape.exampleWords;
  x[row * shape.features + feature] = ${element} * scale[feature] + shift[feature];
  if (feature == 0u) { batchLabels[row] = labels[index]; }
}`;
}
