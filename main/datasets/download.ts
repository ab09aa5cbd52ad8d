import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from '#core/errors.ts';

/** A published file: its address and its expected content. */
export interface PublishedFile {
  readonly url: string;
  readonly bytes: number;
  readonly digest: { readonly algorithm: 'md5' | 'sha256'; readonly hex: string };
}

export interface DownloadOptions {
  /** Called with the number of bytes received, as they arrive. */
  readonly onProgress?: (received: number) => void;
  /** It gives up after this many attempts in a row without any progress. */
  readonly attemptsMax?: number;
  /** The delay before the second attempt; doubles with each further one. */
  readonly delayMs?: number;
  /** How long a connection may be silent. */
  readonly silenceMs?: number;
  /** Called before it tries again after a failure. @param reason `its server refused the connection` */
  readonly onRetry?: (reason: string) => void;
  /** Ends the download; what was received is kept. */
  readonly signal?: AbortSignal;
}

/**
 * Downloads a published file. Received bytes stay in `<file>.part` whatever happens, and the next attempt, in this call
 * or a later one, continues where they end (HTTP Range); `file` itself appears complete and verified or not at all.
 * @throws DataError saying what went wrong with the network, the server, or the received file; the signal's reason if it
 * was ended.
 */
export async function download(published: PublishedFile, file: string, options: DownloadOptions = {}): Promise<void> {
  // It got its name once it was verified.
  if ((await lengthOf(file)) === published.bytes) return;
  const part = `${file}.part`;
  await mkdir(dirname(file), { recursive: true });
  const wasThere = await lengthOf(part);
  await receive(published, part, options);
  const digest = await digestOf(part, published.digest.algorithm);
  if (digest !== published.digest.hex) {
    await rm(part);
    // What an earlier call left may belong to a different file; what was received in one piece is wrong.
    if (wasThere > 0) return download(published, file, options);
    const { algorithm, hex } = published.digest;
    const name = algorithm === 'md5' ? 'MD5' : 'SHA-256';
    throw new DataError(`${published.url}: expected ${name} ${hex}, received ${digest}. It is not the published file.`);
  }
  await rename(part, file);
}

/** Until the part is complete. */
async function receive(published: PublishedFile, part: string, options: DownloadOptions): Promise<void> {
  const { attemptsMax = 5, delayMs = 1_000 } = options;
  for (let failures = 0; ;) {
    options.signal?.throwIfAborted();
    const before = await lengthOf(part);
    if (before === published.bytes) return;
    try {
      await attempt(published, part, before > published.bytes ? 0 : before, options);
    } catch (thrown) {
      if (!(thrown instanceof ConnectionFault)) throw thrown;
      failures = (await lengthOf(part)) > before ? 1 : failures + 1;
      if (failures >= attemptsMax) {
        throw new DataError(`${published.url}: could not be downloaded: ${thrown.message}.`, { url: published.url });
      }
      options.onRetry?.(thrown.message);
      await sleep(delayMs * 2 ** (failures - 1), undefined, { signal: options.signal });
    }
  }
}

/** One connection, starting at byte `start`. @throws ConnectionFault if another attempt may succeed */
async function attempt(published: PublishedFile, part: string, start: number, options: DownloadOptions): Promise<void> {
  const { signal: ending } = options;
  const silence = new AbortController();
  const end = () => silence.abort();
  ending?.addEventListener('abort', end);
  const timer = setTimeout(() => silence.abort(), options.silenceMs ?? 30_000);
  try {
    const headers = { 'accept-encoding': 'identity', ...(start > 0 ? { range: `bytes=${start}-` } : {}) };
    const response = await connected(fetch(published.url, { headers, signal: silence.signal }), silence);
    const from = placeOfBody(response, start, published.url);
    const reader = response.body?.getReader();
    const handle = await open(part, from === 0 ? 'w' : 'a');
    try {
      for (let length = from; reader !== undefined;) {
        timer.refresh();
        const { done, value } = await connected(reader.read(), silence);
        if (done) break;
        length += value.length;
        if (length > published.bytes) throw await tooLong(handle, published);
        await handle.write(value);
        options.onProgress?.(length);
      }
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    ending?.throwIfAborted();
    throw thrown;
  } finally {
    ending?.removeEventListener('abort', end);
    clearTimeout(timer);
    silence.abort();
  }
  if ((await lengthOf(part)) < published.bytes) throw new ConnectionFault('the connection ended before the file did');
}

/** Where the body begins: a server may send the whole file although only a part was requested. */
function placeOfBody(response: Response, start: number, url: string): number {
  if (response.status === 200) return 0;
  if (response.status === 206) {
    const first = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (first !== undefined && Number(first) === start) return start;
    throw new DataError(
      `${url}: expected the bytes from ${start} on, received "${response.headers.get('content-range') ?? ''}".`,
    );
  }
  const received = `the response ${response.status} ${response.statusText}`.trim();
  if (response.status >= 500 || response.status === 429) throw new ConnectionFault(received);
  throw new DataError(`${url}: could not be downloaded: expected the file, received ${received}.`, { url });
}

async function tooLong(handle: FileHandle, { url, bytes }: PublishedFile): Promise<DataError> {
  await handle.truncate(0);
  return new DataError(`${url}: expected ${bytes} bytes, received more. It is not the published file.`);
}

/** The network failed, or the server did temporarily. */
class ConnectionFault extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its address could not be found (is there a network?)',
  EAI_AGAIN: 'its address could not be found (is there a network?)',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'its server could not be reached',
  ECONNREFUSED: 'its server refused the connection',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'its server did not answer',
  UND_ERR_CONNECT_TIMEOUT: 'its server did not answer',
  UND_ERR_SOCKET: 'the connection was cut',
};

async function connected<T>(request: Promise<T>, silence: AbortController): Promise<T> {
  try {
    return await request;
  } catch (thrown) {
    if (silence.signal.aborted) throw new ConnectionFault('its server stopped sending');
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    const { code = '', message = String(cause) } = cause as NodeJS.ErrnoException;
    throw new ConnectionFault(REASONS[code] ?? message);
  }
}

async function lengthOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

async function digestOf(file: string, algorithm: 'md5' | 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
