import { expect } from 'vitest';
import type { Device } from '#core/device/device.ts';
import { ROUNDING } from '#test/conformance/op-comparison.ts';
import type { Matrix } from '../layer-probe.ts';
import { BATCH_SIZE, matrixOf, type LayerCase } from './layer-case.ts';
import { referenceResults, resultsOf, roundedResults } from './results.ts';

/**
 * What float32 may lose against float64 in a layer, in roundings: some of the largest value of a column, a sum's over the
 * rows (its terms, of about 1, may cancel), and as many times what a single rounding of the layer's inputs changes, which
 * is more where the layer divides by a small deviation.
 */
const RELATIVE = 32;
const PER_ROW = 2;
const OF_INPUTS = 16;

export async function checkOnDevice(testCase: LayerCase, device: Device): Promise<void> {
  const shapes = [testCase.input, testCase.output!].map((shape) => matrixOf(shape, BATCH_SIZE[testCase.input.kind]));
  const absolute = ROUNDING * (RELATIVE + PER_ROW * Math.max(...shapes.map(([rows]) => rows)));
  for (const mode of ['training', 'evaluation'] as const) {
    const [expected, moved] = [await referenceResults(testCase, mode), await roundedResults(testCase, mode)];
    const received = await resultsOf(testCase, mode, { device });
    expect([...received.keys()]).toEqual([...expected.keys()]);
    const faults = [...expected].flatMap(([name, matrix]) =>
      distances(matrix, moved.get(name)!, received.get(name)!, absolute).map((fault) => `${mode}, ${name}${fault}`),
    );
    expect(faults.length, faults.slice(0, 4).join('; ')).toBe(0);
  }
}

/** What is too far from what was expected, for its column. */
function distances(expected: Matrix, moved: Matrix, received: Matrix, absolute: number): string[] {
  const largest = (values: Float64Array) =>
    Array.from({ length: expected.columns }, (_, column) =>
      values.reduce(
        (max, value, index) => (index % expected.columns === column ? Math.max(max, Math.abs(value)) : max),
        0,
      ),
    );
  const scales = largest(expected.values);
  const changes = largest(expected.values.map((value, index) => moved.values[index] - value));
  return [...expected.values].flatMap((value, index) => {
    const column = index % expected.columns;
    const allowed = absolute + RELATIVE * ROUNDING * scales[column] + OF_INPUTS * changes[column];
    const isNear = Math.abs(received.values[index] - value) <= allowed;
    return isNear ? [] : [`[${index}]: expected ${value} ± ${allowed}, received ${received.values[index]}`];
  });
}
