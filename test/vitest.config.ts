import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { reportViewer } from '#build/plugins/report-viewer.ts';
import { CountsReporter } from './reporter.ts';

/**
 * Two projects: `unit` runs files in parallel; `system` starts whole programs (windows, browsers, packaged builds) and
 * runs one file at a time, after the units, because such tests measure themselves by the clock.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const systemTests = ['test/e2e/**/*.test.ts', 'test/dist/**/*.test.ts'];

/** A poll waits for what will come, however slow the machine is; what never comes fails the test all the same. */
const expectOptions = { poll: { timeout: 60_000 } };

const plugins = [assemblyScript(), reportViewer(), svelte({ configFile: false })];

export default defineConfig({
  root,
  test: {
    reporters: ['default', new CountsReporter()],
    projects: [
      {
        root,
        plugins,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: systemTests,
          // By default vitest leaves one core free, which is half of two.
          maxWorkers: '100%',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: expectOptions,
        },
      },
      {
        root,
        plugins,
        test: {
          name: 'system',
          include: systemTests,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 120_000,
          expect: expectOptions,
        },
      },
    ],
  },
});
