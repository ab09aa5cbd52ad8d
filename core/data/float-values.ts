/**
 * The numbers of a file, as a data set holds them: float32 where that says all of them exactly, which takes half the
 * memory, else float64.
 */
export function floatValues(numbers: Float64Array | Float32Array | Int32Array): Float32Array | Float64Array {
  if (numbers instanceof Float32Array) return numbers;
  const isExact = numbers.every((value) => Math.fround(value) === value);
  if (isExact) return Float32Array.from(numbers);
  return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
}
