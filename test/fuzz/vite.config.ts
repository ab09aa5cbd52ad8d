import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { reportViewer } from '#build/plugins/report-viewer.ts';

/**
 * Bundles the target that BNLAB_FUZZ_TARGET names as CommonJS, into a folder of its own, the packages that read formats
 * included: Jazzer.js instruments what it loads, and it knows the packages' code only as JavaScript beside the target's.
 */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const name = process.env['BNLAB_FUZZ_TARGET'] ?? '';

export default defineConfig({
  root: at('../..'),
  logLevel: 'warn',
  plugins: [assemblyScript(), reportViewer()],
  ssr: { noExternal: true, external: ['better-sqlite3', 'webgpu'] },
  build: {
    ssr: true,
    outDir: at(`../../out/fuzz/${name}`),
    emptyOutDir: true,
    target: 'node22',
    rolldownOptions: {
      input: at(`targets/${name}.ts`),
      output: { format: 'cjs', entryFileNames: 'target.cjs', chunkFileNames: '[name]-[hash].cjs' },
    },
  },
});
