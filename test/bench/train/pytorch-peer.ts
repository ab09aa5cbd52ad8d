import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { z } from 'zod';
import { formOf, type Net } from './nets.ts';
import type { Runner } from './runner.ts';

/** Debian's python3-torch lies with the system's Python, whatever else is on the path. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const ENVIRONMENT = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };

const answers = {
  built: z.object({ torch: z.string(), threads: z.literal(1) }),
  timed: z.object({ ms: z.number() }),
  compared: z.object({ seconds: z.number() }),
  cuda: z.object({ name: z.string().nullable() }),
};

/** The PyTorch process; it answers one request at a time. */
export class PytorchPeer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterableIterator<string>;
  readonly #reader: Interface;
  #device: 'cpu' | 'cuda' = 'cpu';

  private constructor(python: string, script: string) {
    this.#child = spawn(python, [script], { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.pipe(process.stderr);
    this.#reader = createInterface({ input: this.#child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** @returns null where no Python has PyTorch */
  static start(script: string): PytorchPeer | null {
    const python = PYTHONS.find((path) => spawnSync(path, ['-c', 'import torch'], { env: ENVIRONMENT }).status === 0);
    return python === undefined ? null : new PytorchPeer(python, script);
  }

  /** @returns null where no Python has PyTorch, or PyTorch has no CUDA */
  static async startOnCuda(script: string): Promise<PytorchPeer | null> {
    const peer = PytorchPeer.start(script);
    if (peer === null) return null;
    const { name } = await peer.#ask({ cuda: true }, answers.cuda);
    if (name === null) {
      peer.stop();
      return null;
    }
    peer.#device = 'cuda';
    return peer;
  }

  async runner(net: Net): Promise<Runner> {
    await this.#ask({ build: formOf(net), device: this.#device }, answers.built);
    return {
      time: async (steps) => (await this.#ask({ steps }, answers.timed)).ms,
      dispose: async () => undefined,
    };
  }

  async comparison(request: object): Promise<number> {
    return (await this.#ask(request, answers.compared)).seconds;
  }

  stop(): void {
    this.#reader.close();
    this.#child.kill();
  }

  async #ask<Answer>(request: object, answer: z.ZodType<Answer>): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('The PyTorch process ended before it answered.');
    return answer.parse(JSON.parse(value));
  }
}
