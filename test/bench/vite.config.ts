import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { reportViewer } from '#build/plugins/report-viewer.ts';

/** Bundles a benchmark (its entry is given with `--ssr`) as the lab's own programs are, so that what is timed is what people run. */
const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root,
  logLevel: 'warn',
  plugins: [assemblyScript(), reportViewer()],
  build: {
    outDir: fileURLToPath(new URL('../../out/bench', import.meta.url)),
    emptyOutDir: true,
    target: 'node22',
  },
});
