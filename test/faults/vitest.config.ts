import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { reportViewer } from '#build/plugins/report-viewer.ts';
import { CountsReporter } from '../reporter.ts';

/** Long tests of faults, `*.fault.ts` so that `npm test` does not take them for its own; one file at a time. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  plugins: [assemblyScript(), reportViewer(), svelte({ configFile: false })],
  test: {
    reporters: ['default', new CountsReporter()],
    include: ['test/faults/**/*.fault.ts'],
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    hookTimeout: 120_000,
  },
});
