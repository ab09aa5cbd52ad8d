import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './child.mjs';

/**
 * Makes the tar.gz and the .deb from the unpacked app with the system's own tar and dpkg-deb: electron-builder would
 * download a packer for the .deb, and takes minutes for the tar.gz.
 */

const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const unpacked = join(root, 'dist', process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} tar's exit code
 */
export function buildArchive(env) {
  const folder = `${about.name}-${about.version}-linux-${process.arch}`;
  const file = join('dist', `${folder}.tar.gz`);
  const rename = `s,^[.],${folder},`;
  const owner = ['--owner=root:0', '--group=root:0'];
  return run('tar', ['-czf', file, ...owner, '--transform', rename, '-C', unpacked, '.'], { env });
}

const architectures = { x64: 'amd64', arm64: 'arm64' };

/** The shared libraries that Electron links, by Debian's and Ubuntu's package names (the t64 ones since 2024). */
const depends = [
  ...['libasound2 | libasound2t64', 'libatk-bridge2.0-0 | libatk-bridge2.0-0t64', 'libcups2 | libcups2t64'],
  ...['libgbm1', 'libgtk-3-0 | libgtk-3-0t64', 'libnss3', 'libxss1', 'libxtst6', 'xdg-utils'],
];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} dpkg-deb's exit code; 0 if dpkg-deb is missing
 */
export async function buildDebianPackage(env) {
  const architecture = architectures[/** @type {keyof typeof architectures} */ (process.arch)];
  if (architecture === undefined || spawnSync('dpkg-deb', ['--version'], { env }).status !== 0) {
    process.stdout.write('No .deb: dpkg-deb is not installed.\n');
    return 0;
  }
  const { name, version, description } = about;
  const tree = mkdtempSync(join(env['TMPDIR'] ?? tmpdir(), 'deb-'));
  try {
    chmodSync(tree, 0o755);
    const write = writerInto(tree);
    const application = join(tree, 'opt', name);
    cpSync(unpacked, application, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(tree, 'usr', 'bin'), { recursive: true });
    symlinkSync(`../../opt/${name}/batchnorm-lab`, join(tree, 'usr', 'bin', name));
    symlinkSync(`../../opt/${name}/bnlab`, join(tree, 'usr', 'bin', 'bnlab'));
    write(`usr/share/applications/${name}.desktop`, desktopEntry(name, description));
    write(`usr/share/doc/${name}/copyright`, readFileSync(join(root, 'LICENSE'), 'utf8'));
    for (const icon of readdirSync(join(root, 'build', 'icons')).filter((file) => /^\d+x\d+\.png$/.test(file))) {
      const folder = join(tree, 'usr', 'share', 'icons', 'hicolor', icon.replace('.png', ''), 'apps');
      mkdirSync(folder, { recursive: true });
      cpSync(join(root, 'build', 'icons', icon), join(folder, `${name}.png`));
    }
    write('DEBIAN/control', control({ name, version, description, architecture }));
    // Chromium's sandbox falls back on this helper if the kernel denies user namespaces; root must own it, and it must
    // be setuid.
    write(
      'DEBIAN/postinst',
      `#!/bin/sh\nset -e\nchown root:root /opt/${name}/chrome-sandbox\nchmod 4755 /opt/${name}/chrome-sandbox\n`,
    );
    chmodSync(join(tree, 'DEBIAN', 'postinst'), 0o755);
    const file = join('dist', `${name}_${version}_${architecture}.deb`);
    // Its default, level 9, takes three times as long for half a percent.
    return await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z6', '--build', tree, file], { env });
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** @param {string} tree */
function writerInto(tree) {
  return (/** @type {string} */ path, /** @type {string} */ text) => {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
}

/**
 * @param {string} name
 * @param {string} description
 */
function desktopEntry(name, description) {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=BatchNorm Lab',
    `Comment=${description}`,
    `Exec=/opt/${name}/batchnorm-lab %U`,
    `Icon=${name}`,
    'Terminal=false',
    'StartupWMClass=BatchNorm Lab',
    'Categories=Science;Education;ArtificialIntelligence;',
    'Keywords=batch normalization;neural network;training;experiment;',
    '',
  ].join('\n');
}

/** @param {{ name: string, version: string, description: string, architecture: string }} fields */
function control({ name, version, description, architecture }) {
  return [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: BatchNorm Lab contributors <noreply@invalid>',
    'Section: science',
    'Priority: optional',
    `Depends: ${depends.join(', ')}`,
    `Description: ${description}`,
    '',
  ].join('\n');
}
