import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { assemblyScript } from './build/plugins/assemblyscript.ts';
import { reportViewer } from './build/plugins/report-viewer.ts';

/**
 * How the programs are bundled: the main-process entries as ES modules, the preload as CommonJS (a sandboxed preload
 * must be) and the page. Everything is bundled except Electron itself and package.json's `dependencies` (the database's
 * native code, the MNIST files), which stay beside the bundle in node_modules.
 */

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  main: {
    // fflate's build for Node declares `require` for its workers, which nobody starts, and so does the shim that
    // electron-vite puts into a chunk; one chunk with both cannot be parsed.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      // The host and the command line run the same bundle in plain Node, so they determine its language level, not
      // Electron.
      target: 'node22',
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          desktop: at('main/desktop/desktop.ts'),
          host: at('main/host/host.ts'),
          cli: at('main/cli/cli.ts'),
          'job-process': at('main/jobs/job-process.ts'),
          'check-process': at('main/store/integrity/check-process.ts'),
        },
      },
    },
    plugins: [assemblyScript(), reportViewer()],
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('main/preload/preload.ts'), 'gpu-window': at('main/gpu-window/gpu-window.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    publicDir: false,
    build: {
      // The host serves the page to any recent browser, so the language standard determines its level, not Electron's
      // Chrome.
      target: 'es2022',
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { input: at('renderer/index.html') },
    },
    plugins: [svelte({ configFile: false })],
  },
});
