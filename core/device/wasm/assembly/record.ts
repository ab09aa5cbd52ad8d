// Reading the fields of an encoded op. A field is a 32-bit word; which one means what is said at each kernel.

@inline
export function integer(record: usize, field: i32): i32 {
  return load<i32>(record + (<usize>field << 2));
}

@inline
export function address(record: usize, field: i32): usize {
  return <usize>load<u32>(record + (<usize>field << 2));
}

@inline
export function float(record: usize, field: i32): f32 {
  return load<f32>(record + (<usize>field << 2));
}
