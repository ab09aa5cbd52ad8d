import { zipSync } from 'fflate';
import { npzDataset } from '#core/data/npz-dataset.ts';
import { ZipArchive } from '#core/data/zip.ts';
import { npz } from '#core/spec/dataset/dataset-files.ts';
import { readOrRefused, withinMemory } from '../check.ts';
import { expectWhole } from '../dataset-check.ts';
import { splitFiles } from '../input.ts';
import { withRightChecksums } from '../zip-checksums.ts';

const spec = npz.parse({ kind: 'npz', file: 'arrays.npz' });
const withTest = { ...spec, xTest: 'xTest', yTest: 'yTest' };

/** An archive of arrays; an input that is no ZIP file is the four arrays themselves, so that they are reached at all. */
export const fuzz = withinMemory((bytes) => {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  // No search finds a CRC-32 by chance: the archive is read as it is, and with its checksums put right.
  for (const archive of isZip ? [bytes, withRightChecksums(bytes)] : [archiveOf(bytes)]) {
    readOrRefused(() => {
      const zip = new ZipArchive(archive, 'arrays.npz');
      for (const name of zip.names.slice(0, 4)) readOrRefused(() => zip.read(name, 800_000_000));
    });
    for (const form of [spec, withTest]) {
      const dataset = readOrRefused(() => npzDataset(form, archive, 'arrays.npz'));
      if (dataset !== undefined) expectWhole(dataset);
    }
  }
});

function archiveOf(bytes: Uint8Array): Uint8Array {
  const [x, y, xTest, yTest] = splitFiles(bytes, 4);
  return zipSync({ 'x.npy': x, 'y.npy': y, 'xTest.npy': xTest, 'yTest.npy': yTest }, { level: 0 });
}
