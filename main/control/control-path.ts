import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where the lab that owns a database can be reached by other programs of the same person: a Unix socket, or on Windows a
 * named pipe. Not beside the database, whose path may be longer than the hundred bytes that a socket's may have.
 */
export interface ControlPath {
  /** To listen on and to connect to. */
  readonly address: string;
  /** The folder that holds it, which only its owner may enter; null for a pipe, which lies in none. */
  readonly folder: string | null;
}

export function controlPath(databaseFile: string): ControlPath {
  const file = existsSync(databaseFile) ? realpathSync(databaseFile) : resolve(databaseFile);
  const name = createHash('sha256').update(file).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\batchnorm-lab-${name}`, folder: null };
  const folder = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `batchnorm-lab-${process.getuid?.() ?? 'user'}`);
  return { address: join(folder, `${name}.sock`), folder };
}
