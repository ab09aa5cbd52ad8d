import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createTarGzip } from 'nanotar';
import { CIFAR10_FILES } from '#main/datasets/cifar10.ts';
import { FASHION_MNIST_FILES } from '#main/datasets/fashion-mnist.ts';
import { IMPORTABLE, type Importable, type ImportableKind } from '#main/datasets/importable.ts';

/**
 * Small data sets with the names and forms of the published ones, on a real server of this machine. What it answers can
 * be changed between and during requests.
 */
export interface PublishedServer {
  readonly importables: Readonly<Record<ImportableKind, Importable>>;
  /** The headers `range` of all requests so far. */
  readonly ranges: (string | undefined)[];
  /** How the next requests are answered. */
  answer: Answer;
  /** Lets all requests that wait (answer `wait`) have the rest of their file. */
  release(): void;
  close(): Promise<void>;
}

/**
 * `whole`: the file or the range that was asked for; `wait`: half of that, the rest when released; `cut`: half of it, then
 * the connection is closed, once; `wrong`: other bytes of the same length; `gone`: 404.
 */
type Answer = 'whole' | 'wait' | 'cut' | 'wrong' | 'gone';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** @param fileBytes of each unpacked file, before compression */
export async function servePublished(fileBytes = 20_000): Promise<PublishedServer> {
  const files = new Map<string, Buffer>();
  const ranges: (string | undefined)[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const file = files.get((request.url ?? '').slice(1));
    if (file === undefined || published.answer === 'gone') return void response.writeHead(404).end();
    send(published.answer, file, request, response, waiting);
    if (published.answer === 'cut') published.answer = 'whole';
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const importables = { fashionMnist: fashion(files, base, fileBytes), cifar10: await cifar(files, base, fileBytes) };
  const published: PublishedServer = {
    importables,
    ranges,
    answer: 'whole',
    release: () => {
      for (const go of waiting.splice(0)) go();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return published;
}

function send(
  answer: Answer,
  file: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  waiting: (() => void)[],
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = answer === 'wrong' ? Buffer.alloc(file.length - start, 'x') : file.subarray(start);
  const range = { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` };
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length, ...(start > 0 ? range : {}) });
  if (answer === 'whole' || answer === 'wrong') return void response.end(body);
  const half = Math.ceil(body.length / 2);
  response.write(body.subarray(0, half), () => {
    if (answer === 'wait') waiting.push(() => response.end(body.subarray(half)));
    else response.destroy();
  });
}

/** Bytes that do not compress. */
function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed + 1;
  for (let at = 0; at < length; at++) bytes[at] = (state = (state * 48_271) % 2_147_483_647) & 0xff;
  return bytes;
}

function fashion(files: Map<string, Buffer>, base: string, fileBytes: number): Importable {
  const contents = Object.values(FASHION_MNIST_FILES).map(({ name }, index) => ({
    name,
    bytes: noise(index, fileBytes),
  }));
  return {
    ...IMPORTABLE.fashionMnist,
    files: contents.map(({ name, bytes }) => ({ name, sha256: sha256(bytes) })),
    published: contents.map(({ name, bytes }) => {
      const packed = gzipSync(bytes);
      files.set(`${name}.gz`, packed);
      return publishedFile(`${base}${name}.gz`, packed);
    }),
  };
}

async function cifar(files: Map<string, Buffer>, base: string, fileBytes: number): Promise<Importable> {
  const contents = CIFAR10_FILES.map(({ name }, index) => ({ name, bytes: noise(10 + index, fileBytes) }));
  const entries = contents.map(({ name, bytes }) => ({
    name: `cifar-10-batches-bin/${name}`,
    data: Uint8Array.from(bytes),
  }));
  const packed = Buffer.from(await createTarGzip(entries));
  files.set('cifar-10-binary.tar.gz', packed);
  return {
    ...IMPORTABLE.cifar10,
    files: contents.map(({ name, bytes }) => ({ name, sha256: sha256(bytes) })),
    published: [publishedFile(`${base}cifar-10-binary.tar.gz`, packed)],
  };
}

function publishedFile(url: string, bytes: Buffer): Importable['published'][number] {
  return { url, bytes: bytes.length, digest: { algorithm: 'sha256', hex: sha256(bytes) } };
}
