import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { builtProgram } from '#test/built-program.ts';

/** The built command line as a child process: what a user types and a script reads. */

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  /** Removed with everything in it when the file's tests have ended. */
  readonly folder: string;
  /** A database in that folder, which does not exist yet. */
  readonly db: string;
  /** @param whileRunning receives the process and its stderr so far, each time that grows */
  bnlab(
    args: readonly string[],
    whileRunning?: (kill: (signal: NodeJS.Signals) => void, stderr: string) => void,
  ): Promise<Ended>;
  specFile(name: string, text: string): string;
}

/** To be called once by a test file, outside its tests. */
export function commandLine(): CommandLine {
  const entry = builtProgram('cli.js');
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-cli-'));
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    db: join(folder, 'lab.db'),
    bnlab(args, whileRunning) {
      const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        whileRunning?.((signal) => child.kill(signal), stderr);
      });
      return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
    },
    specFile(name, text) {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    },
  };
}

/** An experiment of two arms that takes a moment. */
export const tinySpirals = `title: Tiny spirals
base:
  dataset: { kind: spirals, trainExamples: 200, testExamples: 100 }
  network:
    layers: [{ kind: dense, units: 8 }, { kind: dense, units: 6 }]
    activation: sigmoid
  optimizer: { kind: sgd, learningRate: 0.2, momentum: 0.9 }
  batchSize: 20
  duration: { unit: steps, count: 40 }
  evaluation: { interval: { unit: steps, count: 10 } }
arms:
  - name: without BN
  - name: with BN
    patch: { network.normalization: { kind: batch } }
`;

export interface RunResult {
  experimentId: string;
  runs: {
    id: string;
    arm: string;
    seed: number;
    status: string;
    device: string;
    steps: number;
    durationMs: number;
    summary: Record<string, { last: number; best: number }>;
  }[];
  report: string;
}
