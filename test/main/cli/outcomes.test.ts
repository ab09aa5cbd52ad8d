import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

/** How runs end, and what the built command line says of it. */

const cases = join(import.meta.dirname, '../../fixtures/cases');
const { folder, db, bnlab: command } = commandLine();
const bnlab = (...args: readonly string[]) => command([...args, '--db', db]);

interface Shown {
  readonly runs: readonly { readonly id: string; readonly stopReason: string | null }[];
  readonly figures: { readonly arms: readonly { readonly targets: readonly { target: number; reached: number }[] }[] };
}

/** Runs an experiment to its end. @returns what `run` printed, and what `show --json` says afterwards */
async function runCase(file: string, ...options: string[]): Promise<{ stdout: string; shown: Shown }> {
  const { code, stdout, stderr } = await bnlab('run', join(cases, file), ...options);
  expect(code, stderr).toBe(0);
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(stdout)?.[0] ?? '';
  return { stdout, shown: JSON.parse((await bnlab('show', id, '--json')).stdout) as Shown };
}

describe('an accuracy of exactly 90 %', () => {
  it('reaches 90 % where its steps are counted', async () => {
    const { stdout, shown } = await runCase('exact-target/exact90.yaml', '--seeds', '1');
    for (const { targets } of shown.figures.arms) expect(targets[0]).toMatchObject({ target: 0.9, reached: 1 });
    expect(stdout.match(/4 \(1 of 1\)/g)).toHaveLength(2);
  });
});

describe('a run that ends before its last step', () => {
  it('says that a bound for divergence ended it, with the value', async () => {
    const { stdout, shown } = await runCase('divergence-bound/threshold.yaml', '--seeds', '1');
    const reason = shown.runs[0].stopReason ?? '';
    expect(reason).toMatch(/^train\/loss was [\d.]+ at step \d+, above 1\.$/);
    expect(stdout).toContain(`Ended at step 10 of 200. ${reason}`);
    expect(stdout).not.toContain('finite');
  });

  it('says that its metric was never finite, on the terminal and in files', async () => {
    const { stdout, shown } = await runCase('never-finite/never-finite.yaml', '--seeds', '1');
    const reason = 'test/loss was not a finite number in 5 evaluations.';
    expect(shown.runs.map(({ stopReason }) => stopReason)).toEqual([reason, reason]);
    expect(stdout).toContain(`plain, seed 1; with BN, seed 1: Stopped early at step 16 of 80. ${reason}`);
    await bnlab('export', shown.runs[0].id, '--format', 'csv', '--out', folder);
    expect(readFileSync(join(folder, 'run.csv'), 'utf8')).toContain(reason);
  });
});
