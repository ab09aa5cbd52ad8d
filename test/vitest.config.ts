import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { reportViewer } from '#build/plugins/report-viewer.ts';
import { PackingSequencer } from './packing-sequencer.ts';
import { CountsReporter } from './reporter.ts';
import { WAIT_MAX_MS } from './waiting.ts';

/**
 * Three projects, whose files run beside each other: `system` starts whole programs (windows, browsers, packaged builds);
 * the files of `shared` share processes and their modules, because none leaves anything behind in its process;
 * `unit` is the rest, each file in a process of its own.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const systemTests = ['test/e2e/**/*.test.ts', 'test/dist/**/*.test.ts'];
/** Not those of the devices: a process that has opened a GPU keeps its threads. */
const sharingTests = [
  'test/core/!(device)/**/*.test.ts',
  'test/core/*.test.ts',
  'test/renderer/**/*.test.ts',
  'test/main/{store,datasets,lab}/**/*.test.ts',
  'test/docs/*.test.ts',
];

/** A test waits several times. */
const LIMIT_MS = 2 * WAIT_MAX_MS;

const plugins = [assemblyScript(), reportViewer(), svelte({ configFile: false })];

const settings = {
  // Those who wait for a program leave their core to another.
  maxWorkers: availableParallelism() + 1,
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
  teardownTimeout: LIMIT_MS,
  expect: { poll: { timeout: WAIT_MAX_MS } },
};

export default defineConfig({
  root,
  test: {
    reporters: ['default', new CountsReporter()],
    sequence: { sequencer: PackingSequencer },
    projects: [
      {
        root,
        plugins,
        test: { name: 'shared', include: sharingTests, isolate: false, ...settings },
      },
      {
        root,
        plugins,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...systemTests, ...sharingTests], ...settings },
      },
      {
        root,
        plugins,
        test: { name: 'system', include: systemTests, ...settings },
      },
    ],
  },
});
