import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '#core/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'a file without read permission',
};

/**
 * Reads a whole file.
 * @param bytesMax The largest size allowed; larger files are not read at all.
 * @throws DataError naming the file, what was expected and what is there.
 */
export async function readWholeFile(file: string, bytesMax: number): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > bytesMax)
        throw new DataError(`${file}: expected at most ${bytesMax} bytes, received ${size}.`, { file });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof DataError) throw thrown;
    const { code = '', message } = thrown as NodeJS.ErrnoException;
    throw new DataError(`expected the file ${file}, received ${REASONS[code] ?? message}.`, { file });
  }
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const gunzipAsync = promisify(gunzip);

/**
 * Unpacks a gzip file; other bytes are returned as they are.
 * @param bytesMax The most bytes that it may unpack to; unpacking stops there.
 * @throws DataError if it is damaged or holds more.
 */
export async function gunzipped(bytes: Buffer, file: string, bytesMax: number): Promise<Buffer> {
  if (!isGzip(bytes)) return bytes;
  try {
    return await gunzipAsync(bytes, { maxOutputLength: bytesMax });
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const received = code === 'ERR_BUFFER_TOO_LARGE' ? `one that holds more than ${bytesMax} bytes` : message;
    throw new DataError(`${file}: expected a whole gzip file, received ${received}.`, { file });
  }
}
