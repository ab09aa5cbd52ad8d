import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What PyTorch made of each exported run: by the script beside the fixture, or as it was recorded with it. */
const pytorchRun = z.object({
  losses: z.array(z.number()),
  statistics: z.record(z.string(), z.array(z.number())),
});

export type PytorchRun = z.infer<typeof pytorchRun>;

const recordedRun = z.object({ inputs: z.string(), ...pytorchRun.shape });

const fixtures = join(import.meta.dirname, '../../fixtures/pytorch');
const fixture = join(fixtures, 'replay-training.json');

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Repeats runs in PyTorch from their export files alone.
 * @param interpreter a Python with torch and numpy
 */
export function repeatInPytorch(interpreter: string, runs: ReadonlyMap<string, Files>): Map<string, PytorchRun> {
  const root = mkdtempSync(join(tmpdir(), 'pytorch-replay-'));
  try {
    const folders = [...runs.values()].map((files, index) => {
      const folder = join(root, String(index));
      mkdirSync(folder);
      for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
      return folder;
    });
    const python = spawnSync(interpreter, [join(fixtures, 'replay_training.py'), ...folders], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (python.status !== 0) throw new Error(python.stderr);
    const lines = python.stdout.trim().split('\n');
    return new Map([...runs.keys()].map((name, index) => [name, pytorchRun.parse(JSON.parse(lines[index]))]));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The recording that stands in for PyTorch where it is missing. It is made by running the test with BNLAB_RECORD=1. */
export function readRecording(): Map<string, z.infer<typeof recordedRun>> {
  if (!existsSync(fixture)) return new Map();
  return new Map(Object.entries(z.record(z.string(), recordedRun).parse(JSON.parse(readFileSync(fixture, 'utf8')))));
}

export function writeRecording(exports: ReadonlyMap<string, Files>, runs: ReadonlyMap<string, PytorchRun>): void {
  const round = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(9)));
  const entries = [...runs].map(([name, { losses, statistics }]): [string, z.infer<typeof recordedRun>] => [
    name,
    {
      inputs: inputsHash(exports.get(name)!),
      losses: round(losses),
      statistics: Object.fromEntries(Object.entries(statistics).map(([path, values]) => [path, round(values)])),
    },
  ]);
  const lines = entries.map(([name, run]) => `${JSON.stringify(name)}: ${JSON.stringify(run)}`);
  writeFileSync(fixture, `{\n${lines.join(',\n')}\n}\n`);
}

/** Says whether a recording was made from the same start: initial values, batches and examples. */
export function inputsHash(files: Files): string {
  const hash = createHash('sha256');
  for (const name of ['initial.safetensors', 'batches.npy', 'dataset.safetensors']) hash.update(files.get(name)!);
  return hash.digest('hex').slice(0, 16);
}
