import { expect } from 'vitest';
import { INPUT } from '../layer-probe.ts';
import { BATCH_SIZE, inputOf, openProbe, type LayerCase } from './layer-case.ts';
import { sizeOf } from './layer-checks.ts';

/** Evaluation changes no statistic, draws nothing, and gives an example the same alone as in a batch. */
export async function checkEvaluation(testCase: LayerCase): Promise<void> {
  const whole = await openProbe(testCase, { mode: 'evaluation' });
  const statistics = () => Promise.all(whole.statisticPaths.map((path) => whole.value(path)));
  const before = await statistics();
  await whole.step();
  const output = await whole.output();
  expect(await statistics()).toEqual(before);

  const perExample = output.length / BATCH_SIZE[testCase.input.kind];
  const examples = inputOf(testCase);
  const alone = await openProbe(testCase, { mode: 'evaluation', examples: 1 });
  for (let example = 0; example < BATCH_SIZE[testCase.input.kind]; example += 1) {
    const size = sizeOf(testCase.input);
    await alone.write(INPUT, examples.subarray(example * size, (example + 1) * size));
    await alone.step();
    expect(await alone.output()).toEqual(output.subarray(example * perExample, (example + 1) * perExample));
  }
}
