import { rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * After packing, before signing: removes Electron's sample app, which is present if Electron is taken from a folder.
 * @param {{ appOutDir: string, packager: { getResourcesDir(folder: string): string } }} context
 */
export default function afterPack({ appOutDir, packager }) {
  rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
}
