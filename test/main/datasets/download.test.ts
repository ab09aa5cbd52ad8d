import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { download, type DownloadOptions, type PublishedFile } from '#main/datasets/download.ts';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

let folder: string;
let file: string;
let server: Server;
let ranges: (string | undefined)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-download-'));
  file = join(folder, 'sets', 'data.bin');
  ranges = [];
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** @param answers one per request, the last one for all further requests */
async function serve(
  ...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]
): Promise<PublishedFile> {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answers[Math.min(ranges.length, answers.length) - 1](request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/data.bin`,
    bytes: content.length,
    digest: { algorithm: 'sha256', hex: sha256 },
  };
}

/** Respects the requested range. */
const whole = (request: IncomingMessage, response: ServerResponse): void => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(start > 0 ? 206 : 200, start > 0 ? { 'content-range': range } : {});
  response.end(content.subarray(start));
};

/** Sends this many bytes and closes the connection. */
const cutAfter = (length: number) => (request: IncomingMessage, response: ServerResponse) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': content.length - start,
    ...(start > 0 ? { 'content-range': range } : {}),
  });
  response.write(content.subarray(start, start + length));
  // The connection is cut once the client has kept all of it, however slow the machine is.
  const timer = setInterval(() => {
    const kept = statSync(`${file}.part`, { throwIfNoEntry: false })?.size ?? 0;
    if (kept < start + length) return;
    clearInterval(timer);
    response.destroy();
  }, 5);
};

const status = (code: number) => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(code).end();

const quick: DownloadOptions = { delayMs: 1, attemptsMax: 3 };

const faultOf = async (published: PublishedFile, options: DownloadOptions = quick): Promise<string> => {
  const error: unknown = await download(published, file, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  expect(existsSync(file)).toBe(false);
  return (error as DataError).message;
};

const expectWhole = (): void => {
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(existsSync(`${file}.part`)).toBe(false);
};

it('downloads a file, reporting progress', async () => {
  const seen: number[] = [];
  await download(await serve(whole), file, { onProgress: (received) => seen.push(received) });
  expectWhole();
  expect(seen.at(-1)).toBe(content.length);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

describe('resumes where it was interrupted', () => {
  it('within one call', async () => {
    await download(await serve(cutAfter(100_000), cutAfter(50_000), whole), file, quick);
    expectWhole();
    expect(ranges).toEqual([undefined, 'bytes=100000-', 'bytes=150000-']);
  });

  it('in a later call', async () => {
    const published = await serve(cutAfter(100_000), status(503), status(503), whole);
    expect(await faultOf(published)).toContain('could not be downloaded: the response 503 Service Unavailable.');
    expect(statSync(`${file}.part`).size).toBe(100_000);
    await download(published, file, quick);
    expectWhole();
    expect(ranges).toEqual([undefined, 'bytes=100000-', 'bytes=100000-', 'bytes=100000-']);
  });

  it('from a server that only sends whole files', async () => {
    const ignoring = (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200).end(content);
    await download(await serve(cutAfter(100_000), ignoring), file, quick);
    expectWhole();
  });

  it('as long as each attempt makes progress', async () => {
    await download(await serve(cutAfter(40_000)), file, { delayMs: 1, attemptsMax: 2 });
    expectWhole();
    expect(ranges.length).toBe(8);
  });

  it('although a server is down for a while', async () => {
    await download(await serve(status(503), status(429), whole), file, quick);
    expectWhole();
  });
});

describe('starts over', () => {
  const leave = async (part: Buffer): Promise<void> => {
    const published = await serve(whole);
    await download(published, file);
    rmSync(file);
    writeFileSync(`${file}.part`, part);
    ranges = [];
    await download(published, file, quick);
    expectWhole();
  };

  it('if the partial file belongs to a different file', async () => {
    await leave(Buffer.alloc(1_000));
    expect(ranges).toEqual(['bytes=1000-', undefined]);
  });

  it('if the partial file is longer than the file', async () => {
    await leave(Buffer.alloc(content.length + 1));
    expect(ranges).toEqual([undefined]);
  });
});

describe('says what went wrong', () => {
  it('a different file', async () => {
    const published = await serve((_, response) => response.end(Buffer.alloc(content.length)));
    expect(await faultOf(published)).toMatch(
      new RegExp(`expected SHA-256 ${sha256}, received [0-9a-f]{64}\\. It is not the published file\\.$`),
    );
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  it('a longer file, before it fills the disk', async () => {
    const published = await serve((_, response) => response.end(Buffer.alloc(content.length * 4)));
    expect(await faultOf(published)).toContain('expected 300000 bytes, received more.');
    expect(statSync(`${file}.part`).size).toBe(0);
  });

  it('a missing file', async () => {
    expect(await faultOf(await serve(status(404)))).toContain(
      'could not be downloaded: expected the file, received the response 404 Not Found.',
    );
    expect(ranges.length).toBe(1);
  });

  it('no server', async () => {
    const published = await serve(whole);
    await new Promise((resolve) => server.close(resolve));
    expect(await faultOf(published)).toContain('could not be downloaded: its server refused the connection.');
  });

  it('no such address', async () => {
    const published = { ...(await serve(whole)), url: 'http://bnlab.invalid/data.bin' };
    expect(await faultOf(published)).toContain('its address could not be found (is there a network?)');
  });

  it('a server that stops sending', async () => {
    const silent = (_: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(200).write(content.subarray(0, 10));
    expect(await faultOf(await serve(silent), { delayMs: 1, attemptsMax: 1, silenceMs: 150 })).toContain(
      'could not be downloaded: its server stopped sending.',
    );
  });

  it('a server that sends a different range than requested', async () => {
    const wrong = (_: IncomingMessage, response: ServerResponse) =>
      void response
        .writeHead(206, { 'content-range': `bytes 5-${content.length - 1}/${content.length}` })
        .end(content.subarray(5));
    expect(await faultOf(await serve(cutAfter(100_000), wrong))).toContain(
      'expected the bytes from 100000 on, received "bytes 5-299999/300000".',
    );
  });
});
