import { join } from 'node:path';
import type { Dataset } from '#core/data/dataset.ts';
import type { DatasetSpec } from '#core/spec/dataset/dataset.ts';
import { PUBLISHED_NAMES } from '#core/spec/dataset/published.ts';
import { requireFolder, type DatasetFiles } from './dataset-place.ts';
import { hasOriginals, loadIdxOriginals, type IdxOriginals } from './idx-originals.ts';

/**
 * Fashion-MNIST, 60,000 training and 10,000 test images of Zalando's articles: Han Xiao, Kashif Rasul and Roland
 * Vollgraf 2017, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", arXiv:1708.07747;
 * MIT licence.
 *
 * The SHA-256 digests below are of the decompressed files. Independent public projects pin the same ones for archives
 * that match the MD5 in the publisher's README; the files of Debian's package dataset-fashion-mnist, which are
 * recompressed, decompress to the same bytes.
 */
export const FASHION_MNIST_FILES: IdxOriginals = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    shape: [60_000, 28, 28],
    sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    shape: [60_000],
    sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    shape: [10_000, 28, 28],
    sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    shape: [10_000],
    sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
};

/** The XDG Base Directory Specification's default. */
const SYSTEM_FOLDERS = '/usr/local/share:/usr/share';

export const FASHION_MNIST: DatasetFiles = {
  kind: 'fashionMnist',
  name: PUBLISHED_NAMES.fashionMnist,
  count: 'four',
  variable: 'BNLAB_FASHION_MNIST_DIR',
  has: (folder) => hasOriginals(folder, FASHION_MNIST_FILES),
  // Where Debian's package dataset-fashion-mnist installs them, in one of the system's folders for data.
  builtIn: ({ XDG_DATA_DIRS: folders }) =>
    (folders === undefined || folders === '' ? SYSTEM_FOLDERS : folders)
      .split(':')
      .map((folder) => ({ folder: join(folder, 'datasets', 'fashion-mnist'), source: 'system' })),
};

/**
 * The first examples of each split, as many as asked for.
 * @throws DataError naming the file and what was expected, if a file is missing, truncated or altered.
 */
export async function loadFashionMnist(
  spec: Extract<DatasetSpec, { kind: 'fashionMnist' }>,
  folder: string = requireFolder(FASHION_MNIST),
): Promise<Dataset> {
  return loadIdxOriginals(spec, FASHION_MNIST_FILES, folder);
}
