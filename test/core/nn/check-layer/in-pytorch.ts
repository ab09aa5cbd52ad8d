import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Mode } from '#core/nn/layers/layer.ts';
import { GRAD_OUTPUT, INPUT } from '../layer-probe.ts';
import { extentsOf, layerCases, openProbe, roleOf, type LayerCase } from './layer-case.ts';
import { LAYER_KINDS } from './layer-checks.ts';
import { referenceResults } from './results.ts';

/** Float64 on both sides: what is left is the order of sums, and functions to within some units in the last place. */
const TOLERANCE = 1e-10;

const answer = z.record(z.string(), z.array(z.number()));

type Answer = z.infer<typeof answer>;
type Answers = ReadonlyMap<LayerCase, ReadonlyMap<Mode, Answer>>;

let answers: Promise<Answers> | undefined;

/** Output, gradients and running statistics of a layer against PyTorch's, in each mode in which PyTorch has the layer. */
export async function checkInPytorch(testCase: LayerCase, interpreter: string): Promise<void> {
  // One process computes all layers of all kinds, because starting PyTorch takes longer than that.
  answers ??= askPytorch(interpreter, LAYER_KINDS.flatMap(layerCases));
  for (const mode of testCase.inPytorch) {
    const expected = (await answers).get(testCase)!.get(mode)!;
    const received = await referenceResults(testCase, mode);
    for (const [name, values] of Object.entries(expected)) {
      const { values: own } = received.get(name)!;
      expect(own.length, `${mode}, ${name}`).toBe(values.length);
      values.forEach((value, index) => {
        const distance = Math.abs(own[index] - value);
        if (!(distance <= TOLERANCE * Math.max(1, Math.abs(value)))) {
          expect.fail(`${mode}, ${name}[${index}]: PyTorch computes ${value}, the reference ${own[index]}`);
        }
      });
    }
    // A layer leaves its parameters alone.
    const compared = [...received.keys()].filter((name) => !(name in testCase.tensors && roleOf(name) === 'parameter'));
    expect(Object.keys(expected).sort(), mode).toEqual(compared.sort());
  }
}

async function askPytorch(interpreter: string, cases: readonly LayerCase[]): Promise<Answers> {
  const asked = cases.flatMap((testCase) => testCase.inPytorch.map((mode) => ({ testCase, mode })));
  const questions = await Promise.all(asked.map(({ testCase, mode }) => questionOf(testCase, mode)));
  const python = spawnSync(interpreter, [join(import.meta.dirname, 'pytorch_layers.py')], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (python.status !== 0) throw new Error(python.stderr);
  const given = z.array(answer).length(asked.length).parse(JSON.parse(python.stdout));
  const byCase = new Map<LayerCase, Map<Mode, Answer>>();
  asked.forEach(({ testCase, mode }, index) => {
    byCase.set(testCase, (byCase.get(testCase) ?? new Map<Mode, Answer>()).set(mode, given[index]));
  });
  return byCase;
}

async function questionOf(testCase: LayerCase, mode: Mode) {
  const { layer, defaults, input, tensors } = testCase;
  const probe = await openProbe(testCase, { mode });
  const valuesOf = async (path: string) => [...(await probe.value(path))];
  const given = Object.entries(tensors).map(async ([path, shape]) => ({ path, shape, values: await valuesOf(path) }));
  return {
    layer,
    network: defaults,
    mode,
    input: { shape: extentsOf(input), values: await valuesOf(INPUT) },
    gradOutput: mode === 'training' ? await valuesOf(GRAD_OUTPUT) : null,
    tensors: await Promise.all(given),
  };
}
