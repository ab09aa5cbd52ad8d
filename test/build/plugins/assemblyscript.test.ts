import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runnerImport } from 'vite';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';

describe('assemblyScript', () => {
  let folder = '';
  let cacheDirectory = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assemblyscript-plugin-'));
    cacheDirectory = join(folder, 'cache');
    await mkdir(join(folder, 'assembly'));
    await writeFile(join(folder, 'shared.ts'), 'export const FACTOR = 3;\n');
    await writeFile(join(folder, 'main.ts'), "export { default } from './assembly/index.ts?wasm-bytes=simd';\n");
    await writeSource('FACTOR * x');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const writeSource = (expression: string) =>
    writeFile(
      join(folder, 'assembly', 'index.ts'),
      `import { FACTOR } from '../shared';\nexport function scale(x: i32): i32 { return ${expression}; }\n`,
    );

  async function compiledScale(): Promise<(x: number) => number> {
    const { module } = await runnerImport<{ default: Uint8Array<ArrayBuffer> }>(join(folder, 'main.ts'), {
      root: folder,
      logLevel: 'silent',
      plugins: [assemblyScript({ cacheDirectory })],
    });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { instance } = await WebAssembly.instantiate(module.default, { env: { memory } });
    return instance.exports.scale as (x: number) => number;
  }

  test('gives the bytes of a module that runs', async () => {
    expect((await compiledScale())(14)).toBe(42);
  });

  test('compiles once for the same sources, and again when any of them changes', async () => {
    await compiledScale();
    expect(await readdir(cacheDirectory)).toHaveLength(1);
    await compiledScale();
    expect(await readdir(cacheDirectory)).toHaveLength(1);
    await writeFile(join(folder, 'shared.ts'), 'export const FACTOR = 4;\n');
    expect((await compiledScale())(10)).toBe(40);
    expect(await readdir(cacheDirectory)).toHaveLength(2);
  });

  test('a source that does not compile fails the build with the compiler’s message', async () => {
    await writeSource('nothing + x');
    await expect(compiledScale()).rejects.toThrow(/could not compile .*index\.ts[\s\S]*Cannot find name 'nothing'/);
  });
});
