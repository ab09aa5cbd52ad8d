import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTarGzip } from 'nanotar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { IMPORTABLE, type Importable } from '#main/datasets/importable.ts';
import { importDataset, type ImportOptions } from '#main/datasets/import-dataset.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A small set like the real ones: two files, in an archive or beside each other. */
const contents: Readonly<Record<string, Buffer>> = {
  'images.bin': Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 256)),
  'labels.bin': Buffer.from('0123456789'),
};

const small: Importable = {
  name: 'Small',
  files: Object.entries(contents).map(([name, bytes]) => ({ name, sha256: sha256(bytes) })),
  published: [],
  extract: (bundle, name) => bundle.read(name),
};

let folder: string;
let into: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-import-'));
  into = join(folder, 'sets');
});

afterEach(() => rmSync(folder, { recursive: true }));

const bring = (options: Partial<ImportOptions>) =>
  importDataset('cifar10', { from: null, into, importable: small, ...options });

const faultOf = async (options: Partial<ImportOptions>): Promise<string> => {
  const error: unknown = await bring(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  expect(existsSync(join(into, '.cifar10.partial'))).toBe(false);
  return (error as DataError).message;
};

function writeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  for (const [name, bytes] of Object.entries(contents)) writeFileSync(join(path, name), bytes);
  return path;
}

async function writeArchive(): Promise<string> {
  const path = join(folder, 'small.tar.gz');
  const entries = Object.entries(contents).map(([name, data]) => ({
    name: `small/${name}`,
    data: Uint8Array.from(data),
  }));
  writeFileSync(path, await createTarGzip([{ name: 'small/' }, ...entries]));
  return path;
}

const expectWhole = (): void => {
  expect(readdirSync(join(into, 'cifar10')).sort()).toEqual(['SHA256SUMS', 'images.bin', 'labels.bin']);
  for (const [name, bytes] of Object.entries(contents)) {
    expect(readFileSync(join(into, 'cifar10', name)).equals(bytes)).toBe(true);
  }
};

describe('takes the files', () => {
  it('of a folder, and records their digests', async () => {
    const imported = await bring({ from: writeFolder(join(folder, 'mine')) });
    expectWhole();
    expect(imported.folder).toBe(join(into, 'cifar10'));
    expect(imported.files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['images.bin', 5_000],
      ['labels.bin', 10],
    ]);
    expect(readFileSync(join(into, 'cifar10', 'SHA256SUMS'), 'utf8')).toBe(
      small.files.map((file) => `${file.sha256}  ${file.name}\n`).join(''),
    );
  });

  it('of a subfolder', async () => {
    writeFolder(join(folder, 'mine', 'cifar-10-batches-bin'));
    await bring({ from: join(folder, 'mine') });
    expectWhole();
  });

  it('of an archive, reporting progress', async () => {
    const seen: string[] = [];
    await bring({ from: await writeArchive(), onProgress: (what, share) => seen.push(`${what} ${share}`) });
    expectWhole();
    expect(seen[0]).toBe('Unpacking small.tar.gz 1');
    expect(seen.at(-1)).toBe('Verifying Small 1');
  });

  it('of an archive made by tar', async () => {
    writeFolder(join(folder, 'mine'));
    execFileSync('tar', ['czf', join(folder, 'mine.tar.gz'), '-C', folder, 'mine']);
    await bring({ from: join(folder, 'mine.tar.gz') });
    expectWhole();
  });

  it('replacing what was there', async () => {
    mkdirSync(join(into, 'cifar10'), { recursive: true });
    writeFileSync(join(into, 'cifar10', 'old.bin'), 'old');
    await bring({ from: writeFolder(join(folder, 'mine')) });
    expectWhole();
  });
});

describe('leaves what was there unchanged, and says what is wrong with', () => {
  beforeEach(async () => {
    await bring({ from: writeFolder(join(folder, 'good')) });
  });

  afterEach(() => expectWhole());

  it('nothing', async () => {
    const from = join(folder, 'nowhere');
    expect(await faultOf({ from })).toBe(`Small: expected a folder or an archive at ${from}, received no such file.`);
  });

  it('a folder without the files', async () => {
    const from = join(folder, 'empty');
    mkdirSync(from);
    expect(await faultOf({ from })).toBe(
      `Small: ${from}: expected the file images.bin, received no file of this name.`,
    );
  });

  it('an altered file', async () => {
    const from = writeFolder(join(folder, 'mine'));
    writeFileSync(join(from, 'labels.bin'), '0123456780');
    expect(await faultOf({ from })).toMatch(
      /labels\.bin: expected SHA-256 84d89877[0-9a-f]{56}, received [0-9a-f]{64}\.$/,
    );
  });

  it('an archive truncated anywhere', async () => {
    const from = await writeArchive();
    const length = readFileSync(from).length;
    for (let cut = length - 1; cut >= 0; cut -= 7) {
      truncateSync(from, cut);
      expect(await faultOf({ from })).toContain('expected a whole .tar.gz archive');
    }
  });

  it('an archive of something else', async () => {
    const from = join(folder, 'odd.tar.gz');
    for (const inside of [Buffer.alloc(0), Buffer.from('no archive'), Buffer.alloc(2_000, 'x')]) {
      writeFileSync(from, gzipSync(inside));
      expect(await faultOf({ from })).toContain('expected');
    }
    writeFileSync(from, 'no archive');
    expect(await faultOf({ from })).toContain('expected a whole .tar.gz archive, received incorrect header check.');
  });

  it('a folder that cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const error: unknown = await bring({ from: join(folder, 'good'), into: join(file, 'sets') }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as DataError).message).toMatch(/^Small: could not be imported in .*: part of its path is a file\.$/);
  });
});

describe('from the official address', () => {
  it('downloads, resumes, verifies and cleans up', async () => {
    const archive = readFileSync(await writeArchive());
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, {
        'content-length': archive.length - start,
        ...(start > 0 ? { 'content-range': `bytes ${start}-${archive.length - 1}/${archive.length}` } : {}),
      });
      if (requests === 1) response.write(archive.subarray(0, 50), () => setTimeout(() => response.destroy(), 30));
      else response.end(archive.subarray(start));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/small.tar.gz`;
      const published = [
        { url, bytes: archive.length, digest: { algorithm: 'sha256' as const, hex: sha256(archive) } },
      ];
      await bring({ importable: { ...small, published }, download: { delayMs: 1 } });
      expectWhole();
      expect(requests).toBe(2);
      expect(readdirSync(into).sort()).toEqual(['cifar10', 'downloads']);
      expect(readdirSync(join(into, 'downloads'))).toEqual([]);
    } finally {
      server.close();
    }
  });

  it('says that there is no network', async () => {
    const url = 'http://bnlab.invalid/small.tar.gz';
    const published = [{ url, bytes: 10, digest: { algorithm: 'sha256' as const, hex: '' } }];
    const message = await faultOf({ importable: { ...small, published }, download: { delayMs: 1, attemptsMax: 1 } });
    expect(message).toBe(
      `Small: ${url}: could not be downloaded: its address could not be found (is there a network?).`,
    );
  });
});

it('knows the published sizes and digests of whole sets', () => {
  for (const { published, files } of Object.values(IMPORTABLE)) {
    for (const { url, digest } of published) {
      expect(url).toMatch(/^https:/);
      expect(digest.hex).toMatch(digest.algorithm === 'md5' ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/);
    }
    expect(new Set(files.map((file) => file.sha256)).size).toBe(files.length);
  }
});
