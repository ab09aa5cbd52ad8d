import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipArchive } from '#core/data/zip.ts';
import { DataError } from '#core/errors.ts';

const text = new TextEncoder().encode('normalize '.repeat(50));
const files = { 'stored.bin': [text, { level: 0 }] as const, 'deflated.bin': [text, { level: 6 }] as const };
const zip = zipSync({ 'stored.bin': [text, { level: 0 }], 'deflated.bin': [text, { level: 6 }] });

it('reads stored and deflated entries', () => {
  const archive = new ZipArchive(zip, 'a.zip');
  expect(archive.names).toEqual(Object.keys(files));
  expect(archive.read('stored.bin', 1_000)).toEqual(text);
  expect(archive.read('deflated.bin', 1_000)).toEqual(text);
});

it('reads from the middle of a buffer, and with a comment at the end', () => {
  const padded = new Uint8Array(zip.length + 20);
  padded.set(zip, 7);
  const archive = new ZipArchive(padded.subarray(7), 'a.zip');
  expect(archive.read('deflated.bin', 1_000)).toEqual(text);
});

it('gives what was packed, or a DataError, for every file cut short and every byte changed', () => {
  const attempt = (bytes: Uint8Array): void => {
    try {
      const archive = new ZipArchive(bytes, 'a.zip');
      for (const name of archive.names) expect(archive.read(name, 1_000)).toEqual(text);
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).message).toMatch(/^a\.zip: expected .*, received .*\.$/);
    }
  };
  for (let length = 0; length < zip.length; length++) attempt(zip.subarray(0, length));
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const spoilt = Uint8Array.from(zip);
      spoilt[at] ^= change;
      attempt(spoilt);
    }),
    { numRuns: 2_000 },
  );
});

describe('refuses', () => {
  it('another kind of file', () => {
    expect(() => new ZipArchive(text, 'a.zip')).toThrow(
      new DataError('a.zip: expected a ZIP archive, with its directory at the end, received 500 bytes without one.'),
    );
  });

  it('an entry that is not there, saying which are', () => {
    expect(() => new ZipArchive(zip, 'a.zip').read('x', 10)).toThrow(
      'expected the entry "x", received an archive with "stored.bin", "deflated.bin".',
    );
  });

  it('an entry larger than asked for, before unpacking it', () => {
    expect(() => new ZipArchive(zip, 'a.zip').read('deflated.bin', 499)).toThrow(
      'expected the entry "deflated.bin" to have at most 499 bytes, received 500 bytes.',
    );
  });

  it('an entry that unpacks to more than it promises', () => {
    const bomb = zipSync({ bomb: [new Uint8Array(1_000_000), { level: 9 }] });
    const view = new DataView(bomb.buffer, bomb.byteOffset);
    const central = view.getUint32(bomb.length - 22 + 16, true);
    view.setUint32(central + 24, 100, true);
    expect(() => new ZipArchive(bomb, 'a.zip').read('bomb', 1_000)).toThrow(DataError);
  });

  it('an entry that promises more than its packed bytes can hold, before room is made for it', () => {
    const boast = Uint8Array.from(zip);
    const view = new DataView(boast.buffer);
    const second = view.getUint32(boast.length - 22 + 16, true) + 46 + 'stored.bin'.length;
    view.setUint32(second + 24, 700_000_000, true);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => new ZipArchive(boast, 'a.zip').read('deflated.bin', 800_000_000)).toThrow(
      /the entry "deflated\.bin" to be deflated data, received \d+ packed bytes that are said to hold 700000000\./,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });

  it('unpacks what is packed as tightly as can be', () => {
    const zeros = zipSync({ zeros: [new Uint8Array(10_000_000), { level: 9 }] });
    expect(new ZipArchive(zeros, 'a.zip').read('zeros', 10_000_000)).toHaveLength(10_000_000);
  });

  it('altered data, by its checksum', () => {
    const spoilt = Uint8Array.from(zip);
    spoilt[30 + 'stored.bin'.length + 5] ^= 1;
    expect(() => new ZipArchive(spoilt, 'a.zip').read('stored.bin', 1_000)).toThrow(
      /expected the entry "stored\.bin" to have CRC-32 [0-9a-f]{8}, received [0-9a-f]{8}\./,
    );
  });
});
