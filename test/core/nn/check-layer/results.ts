import type { Device } from '#core/device/device.ts';
import type { Mode } from '#core/nn/layers/layer.ts';
import { randomStream } from '#core/tensor/random.ts';
import { ROUNDING } from '#test/conformance/op-comparison.ts';
import type { Matrix } from '../layer-probe.ts';
import { openProbe, type LayerCase } from './layer-case.ts';

/** What a layer makes of one batch: its output, all gradients, its parameters and statistics behind the step. */
export type Results = ReadonlyMap<string, Matrix>;

const known = new WeakMap<LayerCase, Map<string, Promise<Results>>>();

/** On the reference, computed once. */
export function referenceResults(testCase: LayerCase, mode: Mode): Promise<Results> {
  return once(testCase, mode, () => resultsOf(testCase, mode));
}

/** On the reference, after each of the layer's inputs has moved by one rounding of float32. Computed once. */
export function roundedResults(testCase: LayerCase, mode: Mode): Promise<Results> {
  return once(testCase, `${mode}, rounded`, () => resultsOf(testCase, mode, { isMoved: true }));
}

export async function resultsOf(
  testCase: LayerCase,
  mode: Mode,
  { device, isMoved = false }: { readonly device?: Device; readonly isMoved?: boolean } = {},
): Promise<Results> {
  const probe = await openProbe(testCase, { mode, device });
  if (isMoved) {
    for (const path of probe.paths) {
      const stream = randomStream(1, 'rounding', path);
      const values = await probe.value(path);
      await probe.write(
        path,
        values.map((value) => value * (1 + (stream.uniform() < 0.5 ? ROUNDING : -ROUNDING))),
      );
    }
  }
  await probe.step();
  const results = await probe.results();
  await probe.dispose();
  return results;
}

function once(testCase: LayerCase, what: string, compute: () => Promise<Results>): Promise<Results> {
  const ofCase = known.get(testCase) ?? new Map<string, Promise<Results>>();
  known.set(testCase, ofCase);
  const results = ofCase.get(what) ?? compute();
  ofCase.set(what, results);
  return results;
}
