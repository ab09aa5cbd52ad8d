import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Downloads Electron's binary for the installed electron package, as that package does on first use, but gives up when
 * nothing arrives for a while: a closed network often drops packets instead of refusing them. Run as a program.
 */

const stallMs = 15_000;

const manifest = createRequire(import.meta.url).resolve('electron/package.json');
const requireFromElectron = createRequire(manifest);
const { version } = requireFromElectron(manifest);
const { downloadArtifact } = await import(pathToFileURL(requireFromElectron.resolve('@electron/get')).href);

const stalled = new AbortController();
let timer = setTimeout(stop, stallMs);

function stop() {
  stalled.abort(new Error(`nothing arrived for ${stallMs / 1000} s`));
}

process.stderr.write(`Downloading Electron ${version} (once, about 120 MB) …\n`);
try {
  await downloadArtifact({
    version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
    checksums: requireFromElectron('./checksums.json'),
    downloadOptions: {
      signal: stalled.signal,
      getProgressCallback() {
        clearTimeout(timer);
        timer = setTimeout(stop, stallMs);
        return Promise.resolve();
      },
    },
  });
  clearTimeout(timer);
  // The archive is in the cache now; the package's own installer unpacks it and records where the executable is.
  const { status } = spawnSync(process.execPath, [join(dirname(manifest), 'install.js')], { stdio: ['ignore', 2, 2] });
  process.exitCode = status ?? 1;
} catch (error) {
  clearTimeout(timer);
  process.stderr.write(`The download failed: ${reasonOf(error)}.\n`);
  process.exitCode = 1;
}

/** The innermost cause says what happened; fetch itself says "fetch failed" for everything. */
function reasonOf(/** @type {unknown} */ error) {
  let reason = error;
  while (reason instanceof Error && reason.cause !== undefined) reason = reason.cause;
  return reason instanceof Error ? reason.message : String(reason);
}
